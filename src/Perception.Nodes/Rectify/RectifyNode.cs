using Perception.Geometry;
using Perception.Imaging;
using Perception.Nodes.Calibration;
using Perception.Nodes.Input;
using Perception.Nodes.Stages;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Rectify;

/// <summary>Images of a lens to images of a pinhole, as camera_info has it: K, D, R and P. The camera_info that goes
/// with them has no lens left.</summary>
internal sealed class RectifyNode : StageNode<ImageArrival>
{
    private readonly Arrivals _arrivals = new();
    private readonly CameraFrameDecoder _decoder = new();
    private readonly CameraInfoInput _cameraInfo;
    private readonly ImageOutput _output;
    private readonly Publisher<CameraInfo> _infoOutput;
    private readonly CameraInfo _infoMessage = new();
    private readonly bool _nearest;
    private CameraValues? _values;
    private RectificationMap? _map;

    public RectifyNode(Node node)
        : this(node, RectifyParameters.Declare(node.Parameters))
    {
    }

    private RectifyNode(Node node, RectifyParameters parameters)
        : base(node, "rectification", new StageLimits(parameters.StaleAfterS, parameters.LatencyWarnMs))
    {
        node.Parameters.RejectUnknown();
        _nearest = parameters.Interpolation == "nearest";
        _output = new ImageOutput(node, "~/out/image", parameters.JpegQuality);
        _infoOutput = node.CreatePublisher<CameraInfo>("~/out/camera_info", QosProfile.Default with { Depth = 1 });
        _cameraInfo = new CameraInfoInput(node, "~/in/camera_info");
        Inputs =
        [
            new ImageStageInput(node, "~/in/image", parameters.ImageTransport,
                (loan, compressed) => Accept(_arrivals.Of(loan, compressed))),
            _cameraInfo,
        ];
        Start();
    }

    protected override StageInput[] Inputs { get; }

    protected override bool HasListeners => _output.HasListeners || _infoOutput.SubscriberCount > 0;

    protected override void Process(ImageArrival arrival)
    {
        var compressed = arrival.Compressed;
        using var frame = _decoder.Decode(arrival.TakeLoan(), compressed, fullSize: true);
        var map = MapOf(_cameraInfo.Values, frame);
        using var rectified = Rectify(frame.Image, map);
        var header = MessageHeader.Of(frame);
        _output.Publish(header, rectified);
        header.CopyTo(_infoMessage.Header);
        _infoOutput.Publish(_infoMessage);
        Times.Add(header.Stamp, frame.StartedAt);
    }

    protected override void Release()
    {
        _output.Dispose();
        _infoOutput.Dispose();
    }

    // The size first: the tables are as large as the calibration says, and a message may say anything.
    private RectificationMap MapOf(CameraValues values, CameraFrame frame)
    {
        if ((values.ImageWidth, values.ImageHeight) != (frame.SourceWidth, frame.SourceHeight))
        {
            throw new ImageFormatException($"the image has {frame.SourceWidth}x{frame.SourceHeight} pixels, " +
                $"but the calibration is for {values.ImageWidth}x{values.ImageHeight}");
        }

        if (!ReferenceEquals(values, _values) || _map is null)
        {
            _map = RectificationMap.Of(values);
            _values = values;
            CameraInfoMessages.Fill(_infoMessage, CameraInfoMessages.Rectified(values));
        }

        return _map;
    }

    private Image Rectify(Image source, RectificationMap map)
    {
        if (source.Format is PixelFormat.Depth16U or PixelFormat.Depth32F or PixelFormat.Mono16 || (_nearest &&
            source.Format is PixelFormat.Mono8 or PixelFormat.Rgb8 or PixelFormat.Bgr8 or PixelFormat.Rgba8 or
                PixelFormat.Bgra8))
        {
            return Remap(source, map, nearest: true);
        }

        if (source.Format is PixelFormat.Mono8 or PixelFormat.Rgb8 or PixelFormat.Bgr8 or PixelFormat.Rgba8 or
            PixelFormat.Bgra8)
        {
            return Remap(source, map, nearest: false);
        }

        using var colour = ImageConverter.Convert(source, PixelFormat.Bgr8);
        return Remap(colour, map, _nearest);
    }

    private static Image Remap(Image source, RectificationMap map, bool nearest)
    {
        if (source.IsBigEndian)
        {
            throw new ImageFormatException("an image with the high byte first is not rectified");
        }

        var target = Image.Rent(map.Width, map.Height, source.Format);
        try
        {
            if (nearest) map.RemapNearest(source, target);
            else map.Remap(source, target);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }
}
