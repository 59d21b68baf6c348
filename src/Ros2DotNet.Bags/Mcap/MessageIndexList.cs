namespace Ros2DotNet.Bags.Mcap;

/// <summary>The message index of one channel in one chunk; kept from chunk to chunk.</summary>
internal sealed class MessageIndexList(ushort channelId)
{
    private MessageIndexEntry[] _entries = new MessageIndexEntry[16];

    public ushort ChannelId { get; } = channelId;

    public int Count { get; private set; }

    public ReadOnlySpan<MessageIndexEntry> Entries => _entries.AsSpan(0, Count);

    public void Add(ulong logTime, int offset)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
        }

        _entries[Count++] = new MessageIndexEntry(logTime, (ulong)offset);
    }

    public void Clear() => Count = 0;

    /// <summary>Readers may rely on the order of times.</summary>
    public void Sort()
    {
        for (var i = 1; i < Count; i++)
        {
            if (_entries[i].LogTime < _entries[i - 1].LogTime)
            {
                _entries.AsSpan(0, Count).Sort(static (a, b) => (a.LogTime, a.Offset).CompareTo((b.LogTime, b.Offset)));
                return;
            }
        }
    }
}
