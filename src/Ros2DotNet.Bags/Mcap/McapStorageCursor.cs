namespace Ros2DotNet.Bags.Mcap;

/// <summary>Messages of an MCAP file as a bag's messages.</summary>
internal sealed class McapStorageCursor(McapStorageReader reader, McapMessageCursor cursor) : IStorageCursor
{
    public int Topic => reader.TopicByChannel[cursor.Current.ChannelId];

    public long LogTimeNs => (long)cursor.Current.LogTime;

    public long PublishTimeNs => (long)cursor.Current.PublishTime;

    public uint Sequence => cursor.Current.Sequence;

    public ReadOnlySpan<byte> Data => cursor.Current.Data;

    public bool MoveNext() => cursor.MoveNext();

    public void Dispose() => cursor.Dispose();
}
