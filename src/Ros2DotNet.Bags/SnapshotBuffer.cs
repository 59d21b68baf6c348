using System.Buffers;

namespace Ros2DotNet.Bags;

/// <summary>The last messages, as many as fit a number of bytes.</summary>
internal sealed class SnapshotBuffer(long maximumBytes)
{
    private readonly Queue<Kept> _messages = new();
    private long _bytes;

    public void Add(BagTopic topic, long logTimeNs, long publishTimeNs, uint sequence, ReadOnlySpan<byte> data)
    {
        var copy = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(copy);
        _messages.Enqueue(new Kept(topic, logTimeNs, publishTimeNs, sequence, copy, data.Length));
        _bytes += data.Length;
        while (_bytes > maximumBytes && _messages.Count > 1)
        {
            Drop(_messages.Dequeue());
        }
    }

    /// <summary>Gives every message away, the oldest first, and forgets it.</summary>
    public void Empty(Action<BagTopic, long, long, uint, ReadOnlySpan<byte>> write)
    {
        while (_messages.TryDequeue(out var message))
        {
            write(message.Topic, message.LogTimeNs, message.PublishTimeNs, message.Sequence,
                message.Data.AsSpan(0, message.Length));
            Drop(message);
        }
    }

    private void Drop(Kept message)
    {
        _bytes -= message.Length;
        ArrayPool<byte>.Shared.Return(message.Data);
    }

    private readonly record struct Kept(BagTopic Topic, long LogTimeNs, long PublishTimeNs, uint Sequence, byte[] Data,
        int Length);
}
