namespace Perception.Viewer.Channels;

/// <summary>
/// The last messages of a latched topic, for clients that come late. A topic may have several publishers, each with a
/// last message of its own (/tf_static), so more than one is kept.
/// </summary>
internal sealed class StickyMessages
{
    private const int Most = 32;
    private const int MostBytes = 8 << 20;

    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly Queue<SharedMessage> _messages = new();
    private long _bytes;

    public void Add(SharedMessage message)
    {
        message.AddReference();
        lock (_gate)
        {
            _messages.Enqueue(message);
            _bytes += message.Length;
            while (_messages.Count > 1 && (_messages.Count > Most || _bytes > MostBytes)) RemoveOldest();
        }
    }

    public void ForEach(Action<SharedMessage> action)
    {
        lock (_gate)
        {
            foreach (var message in _messages) action(message);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            while (_messages.Count > 0) RemoveOldest();
        }
    }

    private void RemoveOldest()
    {
        var oldest = _messages.Dequeue();
        _bytes -= oldest.Length;
        oldest.Release();
    }
}
