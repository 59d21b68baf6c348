using Perception.Viewer.Channels;

namespace Perception.Viewer.Protocol;

/// <summary>
/// A client's subscription of a channel and the messages that wait for it, of which the oldest go when there are too
/// many: a hundred small ones, or a single image. Guarded by the session.
/// </summary>
internal sealed class ClientSubscription(FoxgloveSession session, Channel channel, uint id)
{
    private const int MostMessages = 100;
    private const long MostBytes = 256 << 10;

    private readonly Queue<SharedMessage> _waiting = new();
    private long _waitingBytes;

    public FoxgloveSession Session { get; } = session;

    public Channel Channel { get; } = channel;

    /// <summary>The client's own number for it.</summary>
    public uint Id { get; } = id;

    /// <summary>Adds a message; the messages that had to go for it.</summary>
    public int Post(SharedMessage message)
    {
        message.AddReference();
        _waiting.Enqueue(message);
        _waitingBytes += message.Length;
        var dropped = 0;
        while (_waiting.Count > 1 && (_waiting.Count > MostMessages || _waitingBytes > MostBytes))
        {
            Take()!.Release();
            dropped++;
        }

        return dropped;
    }

    /// <summary>The oldest, with its reference; null where none waits.</summary>
    public SharedMessage? Take()
    {
        if (!_waiting.TryDequeue(out var message)) return null;
        _waitingBytes -= message.Length;
        return message;
    }

    public void Clear()
    {
        while (Take() is { } message) message.Release();
    }
}
