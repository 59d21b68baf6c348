using Perception.Decoding;
using Perception.Drawing;
using Perception.Imaging;
using Perception.Inference;
using Perception.Nodes.Input;
using Ros2DotNet;

namespace Perception.Nodes.Yolox;

/// <summary>The camera's image with boxes and labels, bgr8, for people to look at.</summary>
internal sealed class AnnotatedImagePublisher(Node node, string topic, ModelManifest manifest) : IDisposable
{
    private ModelManifest _manifest = manifest;
    private readonly Publisher<Ros2DotNet.Messages.SensorMsgs.Image> _publisher =
        node.CreatePublisher<Ros2DotNet.Messages.SensorMsgs.Image>(topic, QosProfile.Default with { Depth = 1 });

    private readonly Ros2DotNet.Messages.SensorMsgs.Image _message = new() { Encoding = "bgr8" };
    private Annotator _annotator = new(ClassPalette.Of(manifest));

    public bool HasListeners => _publisher.SubscriberCount > 0;

    /// <summary>The network whose classes and colours are drawn from now on.</summary>
    public void Follow(ModelManifest manifest)
    {
        if (ReferenceEquals(manifest, _manifest)) return;
        _manifest = manifest;
        _annotator = new Annotator(ClassPalette.Of(manifest));
    }

    public void Publish(CameraFrame frame, ReadOnlySpan<Detection> detections)
    {
        // A frame whose pixels are gone or fewer was decoded before anybody listened here: the next one is whole.
        if (!HasListeners || !frame.HasWholeImage) return;
        using var canvas = ImageConverter.Convert(frame.Image, PixelFormat.Bgra8);
        _annotator.Draw(canvas, detections, _manifest.Classes);

        ObjectMessages.CopyHeader(frame, _message.Header);
        using var bgr = ImageConverter.Convert(canvas, PixelFormat.Bgr8);
        _message.Width = (uint)bgr.Width;
        _message.Height = (uint)bgr.Height;
        _message.Step = (uint)bgr.Width * 3;
        _message.Data.Resize(bgr.Width * bgr.Height * 3);
        for (var y = 0; y < bgr.Height; y++) bgr.Row(y).CopyTo(_message.Data.AsSpan()[(y * bgr.Width * 3)..]);
        _publisher.Publish(_message);
    }

    public void Dispose() => _publisher.Dispose();
}
