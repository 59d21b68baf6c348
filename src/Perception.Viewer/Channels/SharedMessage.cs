using System.Buffers;

namespace Perception.Viewer.Channels;

/// <summary>
/// A message that waits for several clients: one copy in a rented buffer, given back by the last of them. The objects
/// are pooled, so that a steady stream allocates nothing.
/// </summary>
internal sealed class SharedMessage
{
    // Not a Lock: that allocates a wait event when it is first contended.
    private static readonly object Gate = new();
    private static readonly Stack<SharedMessage> Free = new(256);
    private static long _outstandingBytes;

    private byte[] _buffer = [];
    private int _references;

    private SharedMessage()
    {
    }

    /// <summary>Bytes of all messages that somebody still holds.</summary>
    public static long OutstandingBytes => Interlocked.Read(ref _outstandingBytes);

    /// <summary>Log time in ns.</summary>
    public long TimeNs { get; private set; }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Data => _buffer.AsMemory(0, Length);

    /// <summary>A copy of a message with one reference, the caller's.</summary>
    public static SharedMessage Rent(ReadOnlySpan<byte> data, long timeNs)
    {
        SharedMessage? message;
        lock (Gate) Free.TryPop(out message);
        message ??= new SharedMessage();
        message._buffer = ArrayPool<byte>.Shared.Rent(data.Length);
        data.CopyTo(message._buffer);
        (message.Length, message.TimeNs) = (data.Length, timeNs);
        Volatile.Write(ref message._references, 1);
        Interlocked.Add(ref _outstandingBytes, data.Length);
        return message;
    }

    public void AddReference() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0) return;
        Interlocked.Add(ref _outstandingBytes, -Length);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        lock (Gate) Free.Push(this);
    }
}
