using Perception.Decoding;
using Perception.Geometry;
using Perception.Inference;
using Perception.Nodes.Stages;
using Perception.Nodes.Yolox;
using Perception.Pipelines;
using Perception.Preprocessing;
using Ros2DotNet;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// Everything that is published of one camera, each topic only while it has listeners. Publishing belongs to one
/// thread; the counters may be read from any.
/// </summary>
internal sealed class CameraOutputs : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    // Of no network: until there is one nothing is published.
    private static readonly ModelManifest Nothing = new()
    {
        Name = "",
        ModelPath = "",
        Outputs = [],
        Classes = [],
        Input = new PreprocessingSpec { Width = 1, Height = 1 },
    };

    private readonly Node _node;
    private readonly bool _colourPoints;
    private readonly Publisher<DetectedObjectsWithFeature> _objects;
    private readonly Publisher<Detection2DArray> _detections;
    private readonly AnnotatedImagePublisher _image;
    private readonly MaskOutputs _masks;
    private readonly LaneOutputs? _lanes;
    private readonly DepthOutputs? _depth;
    private readonly SpaceOutputs? _space;
    private readonly bool _hasOverlay;
    private readonly bool _autowareCompat;
    private readonly DetectedObjectsWithFeature _objectsMessage = new();
    private readonly Detection2DArray _detectionsMessage = new();
    private readonly bool _cutsClasses;

    public CameraOutputs(Node node, string prefix, MultiTaskParameters parameters)
    {
        _node = node;
        _colourPoints = parameters.Layout is PointLayout.XyzRgb or PointLayout.Full;
        _cutsClasses = parameters.PointsDroppedClasses.Length > 0 ||
            parameters.Layout is PointLayout.Full or PointLayout.Xyzirc;
        _objects = node.CreatePublisher<DetectedObjectsWithFeature>($"{prefix}out/objects", Qos);
        _detections = node.CreatePublisher<Detection2DArray>($"{prefix}out/detections", Qos);
        _image = new AnnotatedImagePublisher(node, $"{prefix}out/image", Nothing);
        _masks = new MaskOutputs(node, prefix, parameters);
        (_hasOverlay, _autowareCompat) = (parameters.Overlay is not null, parameters.AutowareCompat);
        if (parameters.Heads.HasFlag(NetworkTasks.Lanes)) _lanes = new LaneOutputs(node, prefix);
        if (parameters.Heads.HasFlag(NetworkTasks.Depth))
        {
            _depth = new DepthOutputs(node, prefix, parameters);
            _space = new SpaceOutputs(node, prefix);
        }

        Times = new FrameTimes(node, prefix);
        Stages = new StageTimes(node, prefix);
    }

    public FrameTimes Times { get; }

    public StageTimes Stages { get; }

    /// <summary>Whether anything that needs images is listened to; the timings alone do not count.</summary>
    public bool HaveListeners => Wanted != NetworkTasks.None;

    /// <summary>Heads that somebody wants something of.</summary>
    public NetworkTasks Wanted
    {
        get
        {
            var (points, objects) = (WantPoints, WantObjects);
            var overlay = _hasOverlay && _masks.HaveListeners;
            return (WantDetections || objects || overlay ? NetworkTasks.Detections : 0) |
                (_masks.HaveListeners || (points && _cutsClasses) ? NetworkTasks.Semantic : 0) |
                (WantLanes ? NetworkTasks.Lanes : 0) |
                (WantDepth || points || objects ? NetworkTasks.Depth : 0);
        }
    }

    /// <summary>Whether somebody wants results in space.</summary>
    public bool WantGeometry => WantDepth || WantPoints || WantGround;

    /// <summary>Whether somebody wants results on the ground.</summary>
    public bool WantGround => WantLanes || WantObjects;

    /// <summary>Whether every pixel of the image counts: Autoware's boxes are cut to whole pixels of it, and those of a
    /// smaller one, scaled up, would not be the same.</summary>
    public bool WantWholeImage => _autowareCompat || _image.HasListeners;

    /// <summary>Whether the image is needed once the network has it.</summary>
    public bool WantImage => _image.HasListeners || (_colourPoints && WantPoints);

    private bool WantLanes => _lanes is { HaveListeners: true };

    private bool WantDepth => _depth is { HaveListeners: true };

    private bool WantPoints => _space is { WantPoints: true };

    private bool WantObjects => _space is { WantObjects: true };

    private bool WantDetections =>
        _objects.SubscriberCount > 0 || _detections.SubscriberCount > 0 || _image.HasListeners;

    public void Publish(MultiTaskJob job, CameraSpace space, CameraValues? values)
    {
        var (frame, result, facts) = (job.Frame, job.Result, job.Network.Facts);
        var header = MessageHeader.Of(frame);
        if (_objects.SubscriberCount > 0 && Has(result, NetworkTasks.Detections))
        {
            facts.Objects.Fill(_objectsMessage, frame, result.Detections);
            _objects.Publish(_objectsMessage);
        }

        if (_detections.SubscriberCount > 0 && Has(result, NetworkTasks.Detections))
        {
            facts.Objects.Fill(_detectionsMessage, frame, result.Detections);
            _detections.Publish(_detectionsMessage);
        }

        if (WantObjects && space.CanLocate && Has(result, NetworkTasks.Detections | NetworkTasks.Depth))
        {
            _space!.PublishObjects(header, job, space);
        }

        if (WantLanes && Has(result, NetworkTasks.Lanes))
        {
            _lanes!.Publish(header, job, space);
        }

        if (_masks.HaveListeners && Has(result, NetworkTasks.Semantic))
        {
            if (Has(result, NetworkTasks.Detections))
            {
                facts.Overlay?.Apply(result.Detections, frame.SourceWidth, frame.SourceHeight,
                    new ClassMask(result.Semantic.Values, result.Semantic.Width, result.Semantic.Height));
            }

            _masks.Publish(header, result.Semantic, facts.Colours, (frame.SourceWidth, frame.SourceHeight));
        }

        if (WantDepth && space.HasMetres && Has(result, NetworkTasks.Depth))
        {
            _depth!.Publish(header, job, space, values);
        }

        if (WantPoints && space.Camera is not null && Has(result, NetworkTasks.Depth))
        {
            _space!.PublishPoints(header, job, space, _colourPoints && frame.HasImage ? frame.Image : null);
        }

        if (_image.HasListeners)
        {
            _image.Follow(facts.Manifest);
            _image.Publish(frame, Has(result, NetworkTasks.Detections) ? result.Detections : default);
        }

        Times.Add(header.Stamp, frame.StartedAt);
        job.Mark(Stage.Publish);
        PublishStages(job);
    }

    public void Dispose()
    {
        _objects.Dispose();
        _detections.Dispose();
        _image.Dispose();
        _masks.Dispose();
        _lanes?.Dispose();
        _depth?.Dispose();
        _space?.Dispose();
        Times.Dispose();
        Stages.Dispose();
    }

    private static bool Has(NetworkResult result, NetworkTasks tasks) => (result.Tasks & tasks) == tasks;

    private void PublishStages(MultiTaskJob job)
    {
        var now = _node.Now();
        for (var stage = Stage.Waiting; stage <= Stage.Publish; stage++)
        {
            Stages.Add(stage, job.Ticks(stage), now);
        }
    }
}
