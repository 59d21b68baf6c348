using Ros2DotNet;
using Ros2DotNet.Filters;

namespace Perception.Nodes.Stages;

/// <summary>How a node brings its inputs together: parameters of every node that has several.</summary>
[RosParameters]
internal sealed partial record SynchronizationParameters
{
    [Parameter("bring inputs together by the nearest stamps instead of equal ones", ReadOnly = true)]
    public bool ApproximateSync { get; init; }

    [Parameter("messages of an input that wait for their partners", Minimum = 1, Maximum = 1000, ReadOnly = true)]
    public int SyncQueueSize { get; init; } = 10;

    [Parameter("most seconds between the stamps of inputs that are brought together",
        Minimum = 0, Maximum = 10, ReadOnly = true)]
    public double SyncIntervalS { get; init; } = 0.05;

    public SynchronizationPolicy Policy => ApproximateSync
        ? new ApproximateTime { QueueSize = SyncQueueSize, MaximumInterval = TimeSpan.FromSeconds(SyncIntervalS) }
        : new ExactTime { QueueSize = SyncQueueSize };
}
