namespace Ros2DotNet.Filters;

/// <summary>Brings messages of several topics together that belong to one time. Handlers run one at a time, on the
/// thread that brought the last message of the set, and own what they get.</summary>
public abstract class Synchronizer : IDisposable
{
    private protected Synchronizer(SynchronizationPolicy policy, int inputs, Action<object[]> publish) =>
        Core = policy.CreateCore(inputs, publish);

    /// <summary>Sets that the handler got.</summary>
    public long Published => Core.Published;

    /// <summary>Messages that came into no set.</summary>
    public long Dropped => Core.Dropped;

    /// <summary>Messages that came closer together than <see cref="ApproximateTime.InterMessageLowerBounds"/> promises;
    /// sets around them may not be the best.</summary>
    public long BoundViolations => Core.BoundViolations;

    private protected SynchronizerCore Core { get; }

    /// <summary>Drops everything held.</summary>
    public void Clear() => Core.Clear();

    /// <summary>Drops everything held and all that comes; subscriptions are not its own.</summary>
    public void Dispose() => Core.Close();
}
