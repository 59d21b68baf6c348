using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Stages;

/// <summary>An image topic and the JPEG of it beside, each sent only while it has listeners.</summary>
internal sealed class ImageOutput : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    private readonly int _jpegQuality;
    private readonly Publisher<PixelMessage> _raw;
    private readonly Publisher<CompressedImage>? _compressed;
    private readonly PixelMessage _pixels = new();
    private readonly CompressedImage _jpeg = new() { Format = "jpeg" };
    private PixelFormat? _formatOf;

    /// <param name="node">Publishes.</param>
    /// <param name="topic">Of raw images; <c>/compressed</c> follows for the JPEG.</param>
    /// <param name="jpegQuality">1 to 100; 0 for no compressed topic.</param>
    public ImageOutput(Node node, string topic, int jpegQuality = 0)
    {
        _jpegQuality = jpegQuality;
        _raw = node.CreatePublisher<PixelMessage>(topic, Qos);
        _compressed = jpegQuality > 0
            ? node.CreatePublisher<CompressedImage>($"{_raw.Topic}/compressed", Qos)
            : null;
    }

    public bool HasListeners => _raw.SubscriberCount > 0 || CompressedHasListeners;

    private bool CompressedHasListeners => _compressed is { SubscriberCount: > 0 };

    public void Publish(in MessageHeader header, Image image)
    {
        if (_raw.SubscriberCount > 0)
        {
            (_pixels.Header, _pixels.Pixels) = (header, image);
            _raw.Publish(_pixels);
            _pixels.Pixels = null;
        }

        if (CompressedHasListeners)
        {
            PublishJpeg(header, image);
        }
    }

    /// <summary>Passes a JPEG on as it is; it is decoded only for listeners to the raw image.</summary>
    /// <exception cref="ImageFormatException">It cannot be decoded.</exception>
    public void PublishJpeg(in MessageHeader header, ReadOnlySpan<byte> jpeg, PixelFormat rawFormat)
    {
        if (CompressedHasListeners)
        {
            (_formatOf, _jpeg.Format) = (null, "bgr8; jpeg compressed bgr8");
            header.CopyTo(_jpeg.Header);
            _jpeg.Data.Assign(jpeg);
            _compressed!.Publish(_jpeg);
        }

        if (_raw.SubscriberCount > 0)
        {
            using var image = JpegCodec.Decode(jpeg, rawFormat);
            (_pixels.Header, _pixels.Pixels) = (header, image);
            _raw.Publish(_pixels);
            _pixels.Pixels = null;
        }
    }

    public void Dispose()
    {
        _raw.Dispose();
        _compressed?.Dispose();
    }

    private void PublishJpeg(in MessageHeader header, Image image)
    {
        if (_formatOf != image.Format)
        {
            // As compressed_image_transport says it: of what, in what, and what the JPEG's channels are in a decoder.
            _formatOf = image.Format;
            var channels = image.Format == PixelFormat.Mono8 ? "mono8" : "bgr8";
            _jpeg.Format = $"{ImageEncodings.ToRos(image.Format)}; jpeg compressed {channels}";
        }

        header.CopyTo(_jpeg.Header);
        _jpeg.Data.Resize(JpegCodec.LargestSize(image));
        _jpeg.Data.Resize(JpegCodec.Encode(image, _jpeg.Data.AsSpan(), _jpegQuality));
        _compressed!.Publish(_jpeg);
    }
}
