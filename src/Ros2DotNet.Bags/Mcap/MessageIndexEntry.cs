namespace Ros2DotNet.Bags.Mcap;

/// <summary>When a message was logged and where it lies in its chunk.</summary>
internal readonly record struct MessageIndexEntry(ulong LogTime, ulong Offset);
