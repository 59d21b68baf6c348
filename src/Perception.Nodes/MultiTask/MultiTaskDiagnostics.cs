using Perception.Inference;
using Perception.Nodes.Diagnostics;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.MultiTask;

/// <summary>What the node says of one camera on <c>/diagnostics</c>, once a second.</summary>
internal sealed class MultiTaskDiagnostics(Node node, CameraStream camera, NetworkPipeline pipeline) : IDisposable
{
    private readonly DiagnosticsPublisher _publisher =
        new(node, camera.Name.Length == 0 ? "camera" : $"camera {camera.Name}", pipeline.Network.Requested);

    private Counts _last;

    private readonly record struct Counts(
        long Received, long Published, long Bad, long Displaced, long Aged, long Backwards)
    {
        public long Dropped => Displaced + Aged;
    }

    public void Publish(MultiTaskParameters parameters, double periodSeconds)
    {
        camera.Images.Watch(periodSeconds);
        camera.Info.Watch(periodSeconds);
        var now = new Counts(camera.Images.Received, camera.Outputs.Times.Rate.Count,
            camera.Bad.Count + camera.Images.Malformed, pipeline.Displaced(camera), pipeline.Aged(camera),
            camera.Backwards);
        var last = _last;
        _last = now;
        if (!_publisher.HasListeners) return;

        var times = camera.Outputs.Times;
        var latency = times.PipelineLatency.Summarize();
        var processing = times.ProcessingTime.Summarize();
        var network = pipeline.Network;
        _publisher.Publish(Judge(parameters, now, last, latency),
        [
            ("fps", DiagnosticsPublisher.Number(times.Rate.PerSecond())),
            ("latency p50 ms", DiagnosticsPublisher.Number(latency.P50Ms)),
            ("latency p95 ms", DiagnosticsPublisher.Number(latency.P95Ms)),
            ("processing p50 ms", DiagnosticsPublisher.Number(processing.P50Ms)),
            ("processing p95 ms", DiagnosticsPublisher.Number(processing.P95Ms)),
            .. Stages(),
            ("images topic", camera.Images.Topic),
            ("images received", DiagnosticsPublisher.Number(now.Received)),
            ("images bad", DiagnosticsPublisher.Number(now.Bad)),
            ("images failed", DiagnosticsPublisher.Number(camera.Failed)),
            ("images displaced", DiagnosticsPublisher.Number(now.Displaced)),
            ("images too old", DiagnosticsPublisher.Number(now.Aged)),
            ("images back in time", DiagnosticsPublisher.Number(now.Backwards)),
            ("camera_info topic", camera.Info.Topic),
            ("camera_info received", DiagnosticsPublisher.Number(camera.Info.Received)),
            ("camera_info bad", DiagnosticsPublisher.Number(camera.Info.Malformed)),
            ("published", DiagnosticsPublisher.Number(now.Published)),
            ("dropped", DiagnosticsPublisher.Number(now.Dropped)),
            ("last error", camera.Bad.LastError),
            ("model", Path.GetFileName(network.ModelPath)),
            ("heads", network.Network.Tasks.ToString()),
            ("backend", network.Network.Backend.Description),
            ("provider requested", network.Requested),
            ("provider obtained", network.Obtained),
            ("device", network.Network.Backend.Device),
            ("device thread", pipeline.Worker),
            ("placement", network.Placement),
            ("precision requested", parameters.Precision),
            ("precision obtained", InferenceNames.Of(network.Network.Backend.Precision)),
            ("fallback", network.Network.Backend.FallbackReason),
            .. Telemetry(network.Network.Backend.ReadTelemetry()),
        ]);
    }

    public void Dispose() => _publisher.Dispose();

    // What a device does not say has no line.
    private static IEnumerable<(string, string)> Telemetry(DeviceTelemetry telemetry) =>
        from item in new (string Name, float? Value)[]
        {
            ("device power W", telemetry.PowerWatts),
            ("device temperature C", telemetry.TemperatureCelsius),
            ("device latency ms", telemetry.HardwareLatencyMilliseconds),
            ("device clock MHz", telemetry.ClockMegahertz),
        }
        where item.Value is not null
        select (item.Name, DiagnosticsPublisher.Number((double)item.Value.GetValueOrDefault()));

    private IEnumerable<(string, string)> Stages()
    {
        var stages = camera.Outputs.Stages;
        for (var i = 0; i < stages.Names.Count; i++)
        {
            var summary = stages.Summarize(i);
            yield return ($"{stages.Names[i]} p50 ms", DiagnosticsPublisher.Number(summary.P50Ms));
            yield return ($"{stages.Names[i]} p95 ms", DiagnosticsPublisher.Number(summary.P95Ms));
        }
    }

    private Health Judge(MultiTaskParameters parameters, Counts now, Counts last, LatencySummary latency)
    {
        if (!camera.HasListeners) return Health.Ok("idle: nobody listens to the outputs");
        if (pipeline.Problem is { Length: > 0 } problem) return Health.Error(problem);
        if (camera.Images.FindConcern(parameters.StaleAfterS) is { } concern) return concern;
        var newBad = now.Bad - last.Bad;
        if (newBad > 0 && now.Published == last.Published)
            return Health.Error($"every image is bad: {camera.Bad.LastError}");
        if (camera.FindGeometryConcern(parameters.StaleAfterS) is { } geometry) return geometry;
        if (newBad > 0) return Health.Warn($"{newBad} bad images in the last second: {camera.Bad.LastError}");
        if (now.Backwards > last.Backwards) return Health.Warn("the stamps of the images went back in time");
        return JudgePace(parameters, now, last, latency);
    }

    private Health JudgePace(MultiTaskParameters parameters, Counts now, Counts last, LatencySummary latency)
    {
        var (received, dropped) = (now.Received - last.Received, now.Dropped - last.Dropped);
        if (received > 0 && dropped > parameters.DropWarnRatio * received)
            return Health.Warn($"{dropped} of {received} images were dropped in the last second");
        if (parameters.LatencyWarnMs > 0 && latency.P95Ms > parameters.LatencyWarnMs)
            return Health.Warn($"latency p95 {latency.P95Ms:F0} ms is above {parameters.LatencyWarnMs:F0} ms");
        if (pipeline.Refusal.Length > 0) return Health.Warn(pipeline.Refusal);
        var fallback = pipeline.Network.Network.Backend.FallbackReason;
        return fallback.Length > 0 ? Health.Warn(fallback)
            : Health.Ok($"{camera.Outputs.Times.Rate.PerSecond():F1} frames per second");
    }
}
