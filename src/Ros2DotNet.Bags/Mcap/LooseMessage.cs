namespace Ros2DotNet.Bags.Mcap;

/// <summary>A message outside of any chunk.</summary>
/// <param name="LogTime">Its log time in ns.</param>
/// <param name="Offset">Where its fields start in the file.</param>
/// <param name="Length">Bytes of its fields.</param>
/// <param name="ChannelId">Its channel.</param>
internal readonly record struct LooseMessage(ulong LogTime, long Offset, int Length, ushort ChannelId);
