using System.Diagnostics;
using Perception.Inference;
using Perception.Nodes.Input;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowareInternalDebugMsgs;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Nodes.Yolox;

/// <summary>Everything the YOLOX node publishes per frame, each topic only while it has listeners. Publishing belongs
/// to one thread; the counters may be read from any.</summary>
internal sealed class YoloxOutputs : IDisposable
{
    private static readonly QosProfile ResultQos = QosProfile.Default with { Depth = 1 };

    private readonly Node _node;
    private readonly ObjectMessages _convert;
    private readonly Publisher<DetectedObjectsWithFeature> _objects;
    private readonly Publisher<Detection2DArray> _detections;
    private readonly AnnotatedImagePublisher _image;
    private readonly Publisher<Float64Stamped> _processingTime;
    private readonly Publisher<Float64Stamped> _cyclicTime;
    private readonly Publisher<Float64Stamped> _pipelineLatency;
    private readonly DetectedObjectsWithFeature _objectsMessage = new();
    private readonly Detection2DArray _detectionsMessage = new();
    private readonly Float64Stamped _number = new();

    public YoloxOutputs(Node node, ModelManifest manifest, bool autowareCompat)
    {
        _node = node;
        _convert = new ObjectMessages(manifest.Classes, autowareCompat);
        _objects = node.CreatePublisher<DetectedObjectsWithFeature>("~/out/objects", ResultQos);
        _detections = node.CreatePublisher<Detection2DArray>("~/out/detections", ResultQos);
        _image = new AnnotatedImagePublisher(node, "~/out/image", manifest);
        _processingTime = node.CreatePublisher<Float64Stamped>("~/debug/processing_time_ms", ResultQos);
        _cyclicTime = node.CreatePublisher<Float64Stamped>("~/debug/cyclic_time_ms", ResultQos);
        _pipelineLatency = node.CreatePublisher<Float64Stamped>("~/debug/pipeline_latency_ms", ResultQos);
    }

    /// <summary>Whether anything that needs images is listened to; the timings alone do not count.</summary>
    public bool HaveListeners => _objects.SubscriberCount > 0 || _detections.SubscriberCount > 0 || ImageHasListeners;

    public bool ImageHasListeners => _image.HasListeners;

    /// <summary>Frames published since the start.</summary>
    public long Published => Rate.Count;

    public RateMeter Rate { get; } = new();

    /// <summary>From the stamp of the image to its results, milliseconds.</summary>
    public LatencyStatistics PipelineLatency { get; } = new();

    /// <summary>From the start of decoding to the results, milliseconds.</summary>
    public LatencyStatistics ProcessingTime { get; } = new();

    public void Publish(YoloxJob job)
    {
        var frame = job.Frame;
        if (_objects.SubscriberCount > 0)
        {
            _convert.Fill(_objectsMessage, frame, job.Detections);
            _objects.Publish(_objectsMessage);
        }

        if (_detections.SubscriberCount > 0)
        {
            _convert.Fill(_detectionsMessage, frame, job.Detections);
            _detections.Publish(_detectionsMessage);
        }

        PublishTimes(frame);
        _image.Publish(frame, job.Detections);
    }

    public void Dispose()
    {
        _objects.Dispose();
        _detections.Dispose();
        _image.Dispose();
        _processingTime.Dispose();
        _cyclicTime.Dispose();
        _pipelineLatency.Dispose();
    }

    private void PublishTimes(CameraFrame frame)
    {
        var now = _node.Now();
        var processingMs = Stopwatch.GetElapsedTime(frame.StartedAt).TotalMilliseconds;
        var latencyMs = (now.Nanoseconds - RosTime.FromParts(frame.StampSec, frame.StampNanosec).Nanoseconds) * 1e-6;
        var cyclicMs = Rate.Tick();
        ProcessingTime.Add(processingMs);
        PipelineLatency.Add(latencyMs);

        now.CopyTo(_number.Stamp);
        Publish(_processingTime, processingMs);
        Publish(_cyclicTime, cyclicMs);
        Publish(_pipelineLatency, latencyMs);
    }

    private void Publish(Publisher<Float64Stamped> publisher, double value)
    {
        if (publisher.SubscriberCount == 0) return;
        _number.Data = value;
        publisher.Publish(_number);
    }
}
