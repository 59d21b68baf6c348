namespace Ros2DotNet;

/// <summary>A publisher of a managed node: it sends while the node is active and drops messages otherwise. One that
/// was made on configuration is disposed on cleanup.</summary>
/// <typeparam name="T">The message class.</typeparam>
public sealed class LifecyclePublisher<T> : ILifecyclePublisher, IDisposable where T : class, IRosMessage<T>, new()
{
    private readonly Publisher<T> _publisher;
    private readonly Action<ILifecyclePublisher> _forget;
    private long _dropped;

    internal LifecyclePublisher(Publisher<T> publisher, Action<ILifecyclePublisher> forget) =>
        (_publisher, _forget) = (publisher, forget);

    /// <summary>Whether messages are sent.</summary>
    public bool IsActivated { get; internal set; }

    bool ILifecyclePublisher.IsActivated
    {
        set => IsActivated = value;
    }

    /// <summary>Messages that were given while the node was not active.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The full topic name.</summary>
    public string Topic => _publisher.Topic;

    /// <summary>Subscriptions matched now.</summary>
    public int SubscriberCount => _publisher.SubscriberCount;

    /// <summary>Sends a message, or drops it while the node is not active.</summary>
    public void Publish(T message)
    {
        if (IsActivated)
        {
            _publisher.Publish(message);
        }
        else
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forget(this);
        _publisher.Dispose();
    }
}
