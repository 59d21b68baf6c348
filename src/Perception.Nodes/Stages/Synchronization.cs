using Ros2DotNet.Filters;

namespace Perception.Nodes.Stages;

/// <summary>How a node brings its inputs together.</summary>
internal static class Synchronization
{
    /// <param name="approximate">By the nearest stamps instead of equal ones.</param>
    /// <param name="queueSize">Messages that wait for their partners.</param>
    /// <param name="maximumIntervalS">Most seconds between the stamps of a set.</param>
    public static SynchronizationPolicy Policy(bool approximate, int queueSize, double maximumIntervalS) => approximate
        ? new ApproximateTime { QueueSize = queueSize, MaximumInterval = TimeSpan.FromSeconds(maximumIntervalS) }
        : new ExactTime { QueueSize = queueSize };
}
