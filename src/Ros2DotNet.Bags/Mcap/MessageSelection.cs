namespace Ros2DotNet.Bags.Mcap;

/// <summary>A filter, resolved to channel numbers.</summary>
internal sealed class MessageSelection
{
    private readonly bool[]? _channels;

    public MessageSelection(McapFilter? filter, IReadOnlyDictionary<ushort, McapChannel> channels)
    {
        (StartTime, EndTime) = filter is null ? (0, ulong.MaxValue) : (filter.StartTime, filter.EndTime);
        if (filter?.Channels is { } wanted)
        {
            _channels = new bool[channels.Count == 0 ? 0 : channels.Keys.Max() + 1];
            foreach (var (id, channel) in channels)
            {
                _channels[id] = wanted(channel);
            }
        }
    }

    public ulong StartTime { get; }

    public ulong EndTime { get; }

    public bool Wants(ushort channel, ulong logTime) => logTime >= StartTime && logTime <= EndTime && Wants(channel);

    public bool Wants(McapChunkIndex chunk)
    {
        if (chunk.MessageEndTime < StartTime || chunk.MessageStartTime > EndTime)
        {
            return false;
        }

        // Without message indexes nothing is known about the channels.
        if (chunk.MessageIndexOffsets.Count == 0 || _channels is null)
        {
            return true;
        }

        foreach (var (channel, _) in chunk.MessageIndexOffsets)
        {
            if (Wants(channel))
            {
                return true;
            }
        }

        return false;
    }

    private bool Wants(ushort channel) => _channels is null || (channel < _channels.Length && _channels[channel]);
}
