using System.Diagnostics;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowareInternalDebugMsgs;

namespace Perception.Nodes.MultiTask;

/// <summary>How long each stage takes, as statistics and, while somebody listens, on debug topics.</summary>
internal sealed class StageTimes : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    private readonly Publisher<Float64Stamped>[] _publishers;
    private readonly LatencyStatistics[] _statistics;
    private readonly Float64Stamped _number = new();

    public StageTimes(Node node, string prefix)
    {
        Names = [.. Enum.GetNames<Stage>().Select(name => name.ToLowerInvariant())];
        _publishers =
            [.. Names.Select(name => node.CreatePublisher<Float64Stamped>($"{prefix}debug/{name}_time_ms", Qos))];
        _statistics = [.. Names.Select(_ => new LatencyStatistics())];
    }

    /// <summary>In the order of <see cref="Stage"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    public LatencySummary Summarize(int stage) => _statistics[stage].Summarize();

    /// <summary>Notes a stage's time in ticks of <see cref="Stopwatch"/>; for the publishing thread.</summary>
    public void Add(Stage stage, long ticks, RosTime now)
    {
        var milliseconds = ticks * 1e3 / Stopwatch.Frequency;
        _statistics[(int)stage].Add(milliseconds);
        if (_publishers[(int)stage].SubscriberCount == 0) return;
        now.CopyTo(_number.Stamp);
        _number.Data = milliseconds;
        _publishers[(int)stage].Publish(_number);
    }

    public void Dispose() => Array.ForEach(_publishers, publisher => publisher.Dispose());
}
