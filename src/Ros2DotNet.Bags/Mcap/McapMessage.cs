namespace Ros2DotNet.Bags.Mcap;

/// <summary>A message where it lies; valid until its cursor moves.</summary>
public readonly ref struct McapMessage
{
    internal McapMessage(ushort channelId, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> data)
    {
        ChannelId = channelId;
        Sequence = sequence;
        LogTime = logTime;
        PublishTime = publishTime;
        Data = data;
    }

    public ushort ChannelId { get; }

    public uint Sequence { get; }

    /// <summary>When it was received, in ns.</summary>
    public ulong LogTime { get; }

    /// <summary>When it was sent, in ns.</summary>
    public ulong PublishTime { get; }

    public ReadOnlySpan<byte> Data { get; }
}
