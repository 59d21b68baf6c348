using Perception.Geometry;
using Perception.Imaging;
using Perception.Nodes.Calibration;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.StdMsgs;

namespace Perception.Cli.Camera;

/// <summary>Publishes images and the camera_info that belongs to each, with the same stamp.</summary>
internal sealed class CameraPublisher : IDisposable
{
    // Reliable, since a reliable writer matches every reader; the newest image is the only one worth resending.
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    private readonly Node _node;
    private readonly CameraFormat _format;
    private readonly CameraValues? _calibration;
    private readonly string _frameId;
    private readonly Publisher<Ros2DotNet.Messages.SensorMsgs.Image>? _raw;
    private readonly Publisher<CompressedImage>? _compressed;
    private readonly Publisher<CameraInfo> _info;
    private readonly Ros2DotNet.Messages.SensorMsgs.Image _rawMessage = new();
    private readonly CompressedImage _compressedMessage = new() { Format = "bgr8; jpeg compressed bgr8" };
    private readonly CameraInfo _infoMessage = new();

    public CameraPublisher(Node node, string topic, CameraFormat format, CameraValues? calibration, string frameId)
    {
        (_node, _format, _calibration, _frameId) = (node, format, calibration, frameId);
        var slash = topic.LastIndexOf('/');
        _info = node.CreatePublisher<CameraInfo>($"{topic[..(slash + 1)]}camera_info", Qos);
        if (format.Compressed) _compressed = node.CreatePublisher<CompressedImage>($"{topic}/compressed", Qos);
        else _raw = node.CreatePublisher<Ros2DotNet.Messages.SensorMsgs.Image>(topic, Qos);
        if (!format.Compressed) _rawMessage.Encoding = ImageEncodings.ToRos(format.Pixels);
    }

    /// <summary>Fully qualified name of the image topic.</summary>
    public string Topic => _raw?.Topic ?? _compressed!.Topic;

    public void Publish(CameraImage image)
    {
        var now = _node.Now();
        if (_raw is not null)
        {
            Stamp(_rawMessage.Header, now);
            (_rawMessage.Width, _rawMessage.Height, _rawMessage.Step) =
                ((uint)image.Width, (uint)image.Height, (uint)image.RowBytes);
            _rawMessage.Data.Resize(image.Data.Length);
            image.Data.CopyTo(_rawMessage.Data.AsSpan());
            _raw.Publish(_rawMessage);
        }

        if (_compressed is not null)
        {
            Stamp(_compressedMessage.Header, now);
            _compressedMessage.Data.Resize(image.Data.Length);
            image.Data.CopyTo(_compressedMessage.Data.AsSpan());
            _compressed.Publish(_compressedMessage);
        }

        PublishInfo(image, now);
    }

    public void Dispose()
    {
        _raw?.Dispose();
        _compressed?.Dispose();
        _info.Dispose();
    }

    private void PublishInfo(CameraImage image, RosTime now)
    {
        CameraInfoMessages.Fill(_infoMessage, _calibration ?? Plausible(image.Width, image.Height));
        Stamp(_infoMessage.Header, now);
        _info.Publish(_infoMessage);
    }

    // A lens of about 53 degrees across without distortion: what many cameras are near to.
    private static CameraValues Plausible(int width, int height)
    {
        var (f, cx, cy) = ((double)width, width / 2.0, height / 2.0);
        return new CameraValues
        {
            Width = width,
            Height = height,
            DistortionModel = "plumb_bob",
            D = new double[5],
            K = [f, 0, cx, 0, f, cy, 0, 0, 1],
            R = [1, 0, 0, 0, 1, 0, 0, 0, 1],
            P = [f, 0, cx, 0, 0, f, cy, 0, 0, 0, 1, 0],
        };
    }

    private void Stamp(Header header, RosTime now)
    {
        now.CopyTo(header.Stamp);
        header.FrameId = _frameId;
    }
}
