using Perception.Decoding;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Nodes.Calibration;
using Perception.Nodes.Input;
using Perception.Nodes.Spatial;
using Perception.Nodes.Stages;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.PseudoLidar;

/// <summary>Depth images and camera_info to point clouds, from any source of depth: 32FC1 in metres or 16UC1 in
/// millimetres, along the optical axis (REP 118). Colours, classes and confidences come from images of the same
/// moment.</summary>
internal sealed class PseudoLidarNode : StageNode<ArrivalSet>
{
    private readonly CameraFrameDecoder _decoder = new();
    private readonly PseudoLidarOptions _options;
    private readonly bool _rectified;
    private readonly CameraInfoInput _cameraInfo;
    private readonly ArrivalSynchronizer _synchronizer;
    private readonly GroundSource _ground;
    private readonly Publisher<PointCloud2> _output;
    private readonly PointCloud2 _message = new();
    private readonly int _image = -1;
    private readonly int _mask = -1;
    private readonly int _confidence = -1;
    private readonly MaskInput _classes;
    private (CameraValues? Values, GroundPlane? Ground, int Width, int Height) _builtFor;
    private Geometry.PseudoLidar? _lidar;
    private float[] _metres = [];
    private float[] _confidences = [];

    public PseudoLidarNode(Node node)
        : this(node, PseudoLidarParameters.DeclareAll(node.Parameters))
    {
    }

    private PseudoLidarNode(Node node, PseudoLidarParameters parameters)
        : base(node, "pseudo-LiDAR", new StageLimits(parameters.StaleAfterS, parameters.LatencyWarnMs))
    {
        _options = parameters.ToOptions();
        _rectified = parameters.Rectified;
        _classes = new MaskInput(parameters.MaskRle);
        _output = node.CreatePublisher<PointCloud2>("~/out/points", QosProfile.Default with { Depth = 1 });
        _ground = parameters.CameraPose.CreateGround(node, parameters.GroundFrame);
        _cameraInfo = new CameraInfoInput(node, "~/in/camera_info");
        List<StageInput> inputs =
        [
            new ImageStageInput(node, "~/in/depth", parameters.DepthTransport,
                (loan, compressed) => _synchronizer!.Add(0, loan, compressed)),
        ];
        if (parameters.UseImage) inputs.Add(Image("~/in/image", _image = inputs.Count, ImageTransport.Auto));
        if (parameters.UseMask) inputs.Add(Image("~/in/mask", _mask = inputs.Count, ImageTransport.Raw));
        if (parameters.UseConfidence)
            inputs.Add(Image("~/in/confidence", _confidence = inputs.Count, ImageTransport.Raw));
        _synchronizer = new ArrivalSynchronizer(inputs.Count, parameters.Synchronization.Policy, Accept);
        Inputs = [.. inputs, _cameraInfo];
        Start();

        ImageStageInput Image(string topic, int input, ImageTransport transport) => new(node, topic, transport,
            (loan, compressed) => _synchronizer!.Add(input, loan, compressed));
    }

    protected override StageInput[] Inputs { get; }

    protected override bool HasListeners => _output.SubscriberCount > 0;

    protected override void Process(ArrivalSet arrivals)
    {
        using var depth = Decode(arrivals, 0)!;
        using var image = Decode(arrivals, _image);
        using var confidence = Decode(arrivals, _confidence);
        var header = MessageHeader.Of(depth);
        var lidar = LidarOf(_cameraInfo.Values, _ground.Find(header.FrameId), depth.SourceWidth, depth.SourceHeight);
        DepthDecoder.ToMetres(depth.Image, _metres);
        if (_mask >= 0) _classes.Read(arrivals[_mask].TakeLoan());
        using var colours = image is null ? null : Colours(image.Image);
        var cloud = lidar.Build(new DepthFrame
        {
            DepthMetres = _metres,
            Classes = _classes.Classes,
            ClassesWidth = _classes.Width,
            ClassesHeight = _classes.Height,
            Confidence = confidence is null ? default : Confidences(confidence.Image),
            Colour = colours,
        });
        PointCloudMessages.Fill(_message, cloud);
        header.CopyTo(_message.Header);
        _output.Publish(_message);
        Times.Add(header.Stamp, depth.StartedAt);
    }

    protected override void Release()
    {
        _synchronizer.Dispose();
        _ground.Dispose();
        _output.Dispose();
    }

    private CameraFrame? Decode(ArrivalSet arrivals, int input) => input < 0
        ? null
        : _decoder.Decode(arrivals[input].TakeLoan(), arrivals[input].Compressed, fullSize: true);

    private Geometry.PseudoLidar LidarOf(CameraValues values, GroundPlane? ground, int width, int height)
    {
        if (_lidar is null || _builtFor != (values, ground, width, height))
        {
            _lidar = new Geometry.PseudoLidar(CameraView.Of(values, _rectified, width, height), _options, ground);
            _builtFor = (values, ground, width, height);
            _metres = new float[width * height];
        }

        return _lidar;
    }

    private static Imaging.Image Colours(Imaging.Image image) =>
        image.Format is PixelFormat.Rgb8 or PixelFormat.Bgr8 or PixelFormat.Mono8
            ? image.AddReference()
            : ImageConverter.Convert(image, PixelFormat.Bgr8);

    private ReadOnlySpan<float> Confidences(Imaging.Image image)
    {
        if (_confidences.Length != image.Width * image.Height) _confidences = new float[image.Width * image.Height];
        if (image.Format == PixelFormat.Depth32F)
        {
            DepthDecoder.ToMetres(image, _confidences);
            return _confidences;
        }

        if (image.Format != PixelFormat.Mono8)
        {
            throw new ImageFormatException(
                $"a confidence of {ImageEncodings.ToRos(image.Format)} is none; 32FC1 (0 to 1) and mono8 are");
        }

        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                _confidences[y * image.Width + x] = row[x] / 255f;
            }
        }

        return _confidences;
    }
}
