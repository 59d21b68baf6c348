namespace Ros2DotNet.Filters;

/// <summary>Which messages of several topics belong together: <see cref="ExactTime"/> or
/// <see cref="ApproximateTime"/>.</summary>
public abstract record SynchronizationPolicy
{
    private protected SynchronizationPolicy()
    {
    }

    /// <summary>Messages (of exact time: unfinished sets) that are kept while their partners are awaited; the oldest
    /// goes when one more comes.</summary>
    public int QueueSize { get; init; } = 10;

    internal abstract SynchronizerCore CreateCore(int inputs, Action<object[]> publish);

    private protected void CheckQueueSize() =>
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueSize, 1, nameof(QueueSize));
}
