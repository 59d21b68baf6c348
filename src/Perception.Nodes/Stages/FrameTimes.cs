using System.Diagnostics;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowareInternalDebugMsgs;

namespace Perception.Nodes.Stages;

/// <summary>How long frames take, as statistics and, while somebody listens, on Autoware's debug topics.</summary>
/// <param name="node">Publishes.</param>
/// <param name="prefix">Begins the names of the topics.</param>
internal sealed class FrameTimes(Node node, string prefix = "~/") : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    private readonly Publisher<Float64Stamped> _processing =
        node.CreatePublisher<Float64Stamped>($"{prefix}debug/processing_time_ms", Qos);

    private readonly Publisher<Float64Stamped> _cyclic =
        node.CreatePublisher<Float64Stamped>($"{prefix}debug/cyclic_time_ms", Qos);

    private readonly Publisher<Float64Stamped> _latency =
        node.CreatePublisher<Float64Stamped>($"{prefix}debug/pipeline_latency_ms", Qos);

    private readonly Float64Stamped _number = new();

    private long _lastStampNs = long.MinValue;
    private long _backwards;

    public RateMeter Rate { get; } = new();

    /// <summary>Frames older than the one before them.</summary>
    public long Backwards => Volatile.Read(ref _backwards);

    /// <summary>From the stamp of the input to its results, milliseconds.</summary>
    public LatencyStatistics PipelineLatency { get; } = new();

    /// <summary>From the start of work to the results, milliseconds.</summary>
    public LatencyStatistics ProcessingTime { get; } = new();

    /// <summary>A frame is done whose work began at that tick of <see cref="Stopwatch"/>.</summary>
    public void Add(RosTime stamp, long startedAt)
    {
        if (stamp.Nanoseconds < _lastStampNs)
        {
            Interlocked.Increment(ref _backwards);
        }

        _lastStampNs = stamp.Nanoseconds;
        var now = node.Now();
        var processingMs = Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds;
        var latencyMs = (now.Nanoseconds - stamp.Nanoseconds) * 1e-6;
        ProcessingTime.Add(processingMs);
        PipelineLatency.Add(latencyMs);
        now.CopyTo(_number.Stamp);
        Publish(_processing, processingMs);
        Publish(_cyclic, Rate.Tick());
        Publish(_latency, latencyMs);
    }

    public void Dispose()
    {
        _processing.Dispose();
        _cyclic.Dispose();
        _latency.Dispose();
    }

    private void Publish(Publisher<Float64Stamped> publisher, double value)
    {
        if (publisher.SubscriberCount == 0) return;
        _number.Data = value;
        publisher.Publish(_number);
    }
}
