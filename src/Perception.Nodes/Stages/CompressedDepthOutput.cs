using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Stages;

/// <summary>Depth as image_transport's compressedDepth has it, sent only while it has listeners.</summary>
/// <param name="node">Publishes.</param>
/// <param name="topic">Of raw images; <c>/compressedDepth</c> follows.</param>
/// <param name="compression">Of its levels.</param>
internal sealed class CompressedDepthOutput(Node node, string topic, DepthCompression compression) : IDisposable
{
    private readonly Publisher<CompressedImage> _publisher =
        node.CreatePublisher<CompressedImage>($"{topic}/compressedDepth", QosProfile.Default with { Depth = 1 });

    private readonly CompressedImage _message = new();
    private PixelFormat? _formatOf;

    public bool HasListeners => _publisher.SubscriberCount > 0;

    public void Publish(in MessageHeader header, Image depth)
    {
        if (!HasListeners)
        {
            return;
        }

        if (_formatOf != depth.Format)
        {
            _formatOf = depth.Format;
            _message.Format = CompressedDepth.FormatOf(depth.Format, compression);
        }

        header.CopyTo(_message.Header);
        _message.Data.Resize(CompressedDepth.LargestSize(depth, compression));
        _message.Data.Resize(CompressedDepth.Encode(depth, compression, _message.Data.AsSpan()));
        _publisher.Publish(_message);
    }

    public void Dispose() => _publisher.Dispose();
}
