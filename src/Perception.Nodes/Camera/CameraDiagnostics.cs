using Perception.Capture;
using Perception.Nodes.Diagnostics;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.Camera;

/// <summary>What the camera node says about itself on <c>/diagnostics</c>, once a second while somebody
/// listens.</summary>
internal sealed class CameraDiagnostics(Node node, CameraParameters parameters, CameraRequest request,
    CameraState state,
    RateMeter rate, BadFrames bad) : IDisposable
{
    // Of the rate that the source promises.
    private const double LeastPart = 0.8;

    private readonly DiagnosticsPublisher _publisher = new(node, "capture", request.Name);
    private long _before;
    private double _secondsWithout;

    public void Publish()
    {
        var count = rate.Count;
        _secondsWithout = count > _before ? 0 : _secondsWithout + 1;
        _before = count;
        if (!_publisher.HasListeners) return;
        _publisher.Publish(Judge(),
        [
            ("source", request.Name),
            ("format", state.Description),
            ("fps", DiagnosticsPublisher.Number(rate.PerSecond())),
            ("fps expected", DiagnosticsPublisher.Number(state.FramesPerSecond)),
            ("published", DiagnosticsPublisher.Number(count)),
            ("lost", DiagnosticsPublisher.Number(state.Lost)),
            ("bad", DiagnosticsPublisher.Number(bad.Count)),
            ("last error", bad.LastError),
            ("opened", DiagnosticsPublisher.Number(state.Openings)),
        ]);
    }

    public void Dispose() => _publisher.Dispose();

    private Health Judge()
    {
        if (state.HasEnded) return Health.Ok($"{request.Name} has ended");
        if (state.Gone.Length > 0)
        {
            return Health.Error($"{state.Gone}; trying again every {parameters.ReopenPeriodS} s");
        }
        if (state.Problem.Length > 0) return Health.Error(state.Problem);
        if (_secondsWithout >= parameters.StaleAfterS)
            return Health.Stale($"no picture of {request.Name} for {_secondsWithout:F0} s");
        var hertz = rate.PerSecond();
        return state.FramesPerSecond > 0 && hertz > 0 && hertz < LeastPart * state.FramesPerSecond
            ? Health.Warn($"{hertz:F1} of {state.FramesPerSecond:F1} pictures a second")
            : Health.Ok($"{hertz:F1} pictures a second");
    }
}
