using Perception.Nodes.Diagnostics;
using Perception.Nodes.Input;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.Yolox;

/// <summary>
/// What the YOLOX node says about itself on <c>/diagnostics</c>, once a second while somebody listens.
/// </summary>
internal sealed class YoloxDiagnostics(
    Node node, YoloxParameters parameters, YoloxModel model, ImageInput input, YoloxOutputs outputs, BadFrames bad,
    Func<long> dropped) : IDisposable
{
    private readonly DiagnosticsPublisher _publisher = new(node, "camera pipeline", model.Backend);
    private Counts _last;
    private double _secondsWithoutImage;

    private readonly record struct Counts(long Received, long Published, long Bad);

    public void Publish()
    {
        var now = new Counts(input.Received, outputs.Published, bad.Count + input.Malformed);
        var last = _last;
        _last = now;
        _secondsWithoutImage = now.Received > last.Received ? 0 : _secondsWithoutImage + 1;
        if (!_publisher.HasListeners) return;

        var latency = outputs.PipelineLatency.Summarize();
        var processing = outputs.ProcessingTime.Summarize();
        var fps = outputs.Rate.PerSecond();
        _publisher.Publish(Judge(now, last, latency, fps),
        [
            ("fps", DiagnosticsPublisher.Number(fps)),
            ("latency p50 ms", DiagnosticsPublisher.Number(latency.P50Ms)),
            ("latency p95 ms", DiagnosticsPublisher.Number(latency.P95Ms)),
            ("processing p50 ms", DiagnosticsPublisher.Number(processing.P50Ms)),
            ("processing p95 ms", DiagnosticsPublisher.Number(processing.P95Ms)),
            ("received", DiagnosticsPublisher.Number(now.Received)),
            ("published", DiagnosticsPublisher.Number(now.Published)),
            ("dropped", DiagnosticsPublisher.Number(dropped())),
            ("bad", DiagnosticsPublisher.Number(now.Bad)),
            ("last error", bad.LastError),
            ("topic", input.Topic),
            ("model", model.Name),
            ("backend", model.Backend),
            ("provider requested", parameters.Provider),
            ("provider obtained", model.Provider),
            ("device", model.Device),
            ("precision requested", parameters.Precision),
            ("precision obtained", model.Precision),
        ]);
    }

    public void Dispose() => _publisher.Dispose();

    private Health Judge(Counts now, Counts last, LatencySummary latency, double fps)
    {
        if (!outputs.HaveListeners) return Health.Ok("idle: nobody listens to the outputs");
        if (input.Problem.Length > 0)
            return input.HasWrongType ? Health.Error(input.Problem) : Health.Stale(input.Problem);
        if (_secondsWithoutImage >= parameters.StaleAfterS)
            return Health.Stale($"no image on {input.Topic} for {_secondsWithoutImage:F0} s");

        var newBad = now.Bad - last.Bad;
        if (newBad > 0 && now.Published == last.Published) return Health.Error($"every image is bad: {bad.LastError}");
        if (newBad > 0) return Health.Warn($"{newBad} bad images in the last second: {bad.LastError}");
        if (parameters.LatencyWarnMs > 0 && latency.P95Ms > parameters.LatencyWarnMs)
            return Health.Warn($"latency p95 {latency.P95Ms:F0} ms is above {parameters.LatencyWarnMs:F0} ms");
        if (model.IsFallback) return Health.Warn(model.FallbackReason);
        return Health.Ok($"{fps:F1} frames per second");
    }
}
