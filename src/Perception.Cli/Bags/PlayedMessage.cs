using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>A message that was read ahead; its bytes are the first of a rented buffer.</summary>
internal readonly record struct PlayedMessage(BagTopic Topic, long LogTimeNs, byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Data => Buffer.AsSpan(0, Length);
}
