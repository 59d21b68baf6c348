using System.Diagnostics;
using Perception.Decoding;
using Perception.Geometry;
using Perception.Geometry.Objects;
using Perception.Inference;
using Perception.Nodes.Calibration;
using Perception.Nodes.Input;
using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Ros2DotNet;
using Ros2DotNet.Messages.AutowarePerceptionMsgs;
using Ros2DotNet.Messages.Tier4PerceptionMsgs;
using Ros2DotNet.Messages.VisionMsgs;
using Ros2DotNet.Messages.VisualizationMsgs;

namespace Perception.Nodes.ObjectLocator;

/// <summary>Boxes in an image to objects in space, by depth of the same moment, by the ground below the camera, and by
/// the sizes of classes.</summary>
internal sealed class ObjectLocatorNode : StageNode<ArrivalSet>
{
    private static readonly QosProfile ResultQos = QosProfile.Default with { Depth = 1 };

    // By Autoware's labels, which class ids are here.
    private static readonly string[] Classes =
        ["unknown", "car", "truck", "bus", "trailer", "motorcycle", "bicycle", "pedestrian"];

    private readonly CameraFrameDecoder _decoder = new();
    private readonly ObjectLocatorOptions _options;
    private readonly ObjectLocatorParameters _parameters;
    private readonly DetectionInput _detections;
    private readonly CameraInfoInput _cameraInfo;
    private readonly ArrivalSynchronizer _synchronizer;
    private readonly GroundSource _ground;
    private readonly LocatedObjectMessages _messages = new(Classes);
    private readonly LocatedObjectMarkers _markers;
    private readonly Publisher<DetectedObjects> _objectsOutput;
    private readonly Publisher<Detection3DArray> _arrayOutput;
    private readonly Publisher<MarkerArray> _markersOutput;
    private readonly DetectedObjects _objectsMessage = new();
    private readonly Detection3DArray _arrayMessage = new();
    private readonly MarkerArray _markersMessage = new();
    private (CameraValues? Values, GroundPlane? Ground, int Width, int Height) _builtFor;
    private Geometry.Objects.ObjectLocator? _locator;
    private float[] _metres = [];

    public ObjectLocatorNode(Node node)
        : this(node, ObjectLocatorParameters.DeclareAll(node.Parameters))
    {
    }

    private ObjectLocatorNode(Node node, ObjectLocatorParameters parameters)
        : base(node, "object location", new StageLimits(parameters.StaleAfterS, parameters.LatencyWarnMs))
    {
        _parameters = parameters;
        if (parameters is { CameraPose.CameraHeightM: 0, GroundFrame: "" })
        {
            throw new CalibrationException("objects are not located without ground: " +
                "give 'camera_height_m', or 'ground_frame' for a transform that tells it");
        }

        _options = new ObjectLocatorOptions
        {
            Classes = [.. Classes.Select(ClassSize.OfName)],
            RelativeDepthSigma = parameters.DepthSigma,
            BoxSigmaPixels = parameters.BoxSigmaPx,
            PitchSigmaRadians = parameters.PitchSigmaDeg * Math.PI / 180,
            UseGroundContact = parameters.UseGroundContact,
            MaximumMetres = parameters.MaxRangeM,
        };
        _detections = new DetectionInput(parameters.Input == "objects",
            parameters.LabelPath.Length > 0 ? LabelFile.Read(parameters.LabelPath) : [],
            (float)parameters.ScoreThreshold);
        _markers = new LocatedObjectMarkers(_messages);
        _objectsOutput = node.CreatePublisher<DetectedObjects>("~/out/objects", ResultQos);
        _arrayOutput = node.CreatePublisher<Detection3DArray>("~/out/detections3d", ResultQos);
        _markersOutput = node.CreatePublisher<MarkerArray>("~/out/markers", ResultQos);
        _ground = parameters.CameraPose.CreateGround(node, parameters.GroundFrame);
        _cameraInfo = new CameraInfoInput(node, "~/in/camera_info");
        List<StageInput> inputs = [DetectionsOf(node)];
        if (parameters.UseDepth)
        {
            inputs.Add(new ImageStageInput(node, "~/in/depth", parameters.DepthTransport,
                (loan, compressed) => _synchronizer!.Add(1, loan, compressed)));
        }

        _synchronizer = new ArrivalSynchronizer(inputs.Count, parameters.Synchronization.Policy, Accept);
        Inputs = [.. inputs, _cameraInfo];
        Start();
    }

    protected override StageInput[] Inputs { get; }

    protected override bool HasListeners => _objectsOutput.SubscriberCount > 0 || _arrayOutput.SubscriberCount > 0 ||
        _markersOutput.SubscriberCount > 0;

    protected override void Process(ArrivalSet arrivals)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var header = _detections.Read(arrivals[0].TakeLoan());
        using var depth = _parameters.UseDepth
            ? _decoder.Decode(arrivals[1].TakeLoan(), arrivals[1].Compressed, fullSize: true)
            : null;
        var values = _cameraInfo.Values;
        var ground = _ground.Find(header.FrameId)!;
        var locator = LocatorOf(values, ground, depth?.SourceWidth ?? values.ImageWidth,
            depth?.SourceHeight ?? values.ImageHeight);
        if (depth is not null) ReadMetres(depth.Image);
        var objects = locator.Locate(_detections.Detections, new ObjectFrame
        {
            ImageWidth = values.ImageWidth,
            ImageHeight = values.ImageHeight,
            DepthMetres = depth is null ? default : _metres,
        });
        Publish(header, objects, ground);
        Times.Add(header.Stamp, startedAt);
    }

    protected override void Release()
    {
        _synchronizer.Dispose();
        _ground.Dispose();
        _objectsOutput.Dispose();
        _arrayOutput.Dispose();
        _markersOutput.Dispose();
    }

    private void ReadMetres(Imaging.Image depth)
    {
        if (_metres.Length != depth.Width * depth.Height) _metres = new float[depth.Width * depth.Height];
        DepthDecoder.ToMetres(depth, _metres);
    }

    private void Publish(in MessageHeader header, ReadOnlySpan<LocatedObject> objects, GroundPlane ground)
    {
        if (_objectsOutput.SubscriberCount > 0)
        {
            _messages.Fill(_objectsMessage, header, objects, ground);
            _objectsOutput.Publish(_objectsMessage);
        }

        if (_arrayOutput.SubscriberCount > 0)
        {
            _messages.Fill(_arrayMessage, header, objects, ground);
            _arrayOutput.Publish(_arrayMessage);
        }

        if (_markersOutput.SubscriberCount > 0)
        {
            _markers.Fill(_markersMessage, header, objects, ground);
            _markersOutput.Publish(_markersMessage);
        }
    }

    private MessageStageInput<T> DetectionsOf<T>(Node node) where T : class, IRosMessage<T>, new() =>
        new(node, "~/in/detections", QosProfile.SensorData,
            loan => _synchronizer.Add(0, loan, compressed: false));

    private StageInput DetectionsOf(Node node) => _parameters.Input == "objects"
        ? DetectionsOf<DetectedObjectsWithFeature>(node)
        : DetectionsOf<Detection2DArray>(node);

    private Geometry.Objects.ObjectLocator LocatorOf(CameraValues values, GroundPlane ground, int width, int height)
    {
        if (_locator is null || _builtFor != (values, ground, width, height))
        {
            var camera = CameraView.Of(values, _parameters.Rectified, width, height);
            _locator = new Geometry.Objects.ObjectLocator(camera, ground, _options);
            _builtFor = (values, ground, width, height);
        }

        return _locator;
    }
}
