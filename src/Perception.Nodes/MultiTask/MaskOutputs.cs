using Perception.Decoding;
using Perception.Imaging;
using Perception.Nodes.Stages;
using Perception.Pipelines;
using Ros2DotNet;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Nodes.MultiTask;

/// <summary>The semantic mask, as classes or as Autoware's runs of them, and in colours.</summary>
internal sealed class MaskOutputs : IDisposable
{
    private readonly MapSize _size;
    private readonly ImageOutput? _mask;
    private readonly Publisher<RosImage>? _runs;
    private readonly ImageOutput _colours;
    private readonly RosImage _runsMessage = new() { Encoding = "mono8" };
    private readonly MapScaler<byte> _scaler = new();

    public MaskOutputs(Node node, string prefix, MultiTaskParameters parameters)
    {
        _size = parameters.MapSize;
        if (parameters.MaskEncoding == MaskEncoding.Rle)
        {
            _runs = node.CreatePublisher<RosImage>($"{prefix}out/mask", QosProfile.Default with { Depth = 1 });
        }
        else
        {
            _mask = new ImageOutput(node, $"{prefix}out/mask");
        }

        _colours = new ImageOutput(node, $"{prefix}out/color_mask");
    }

    public bool HaveListeners =>
        _mask is { HasListeners: true } || _runs is { SubscriberCount: > 0 } || _colours.HasListeners;

    public void Publish(in MessageHeader header, PixelMap<byte> map, ClassColourMap colours,
        (int Width, int Height) image)
    {
        var shown = _size == MapSize.Native ? map : _scaler.Scale(map, image.Width, image.Height);
        if (_mask is { HasListeners: true })
        {
            using var pixels = Image.Rent(shown.Width, shown.Height, PixelFormat.Mono8);
            shown.Values.CopyTo(pixels.Bytes);
            _mask.Publish(header, pixels);
        }

        if (_runs is { SubscriberCount: > 0 })
        {
            PublishRuns(header, shown);
        }

        if (_colours.HasListeners)
        {
            using var pixels = Image.Rent(shown.Width, shown.Height, PixelFormat.Bgr8);
            colours.Paint(new ClassMask(shown.Values, shown.Width, shown.Height), pixels);
            _colours.Publish(header, pixels);
        }
    }

    public void Dispose()
    {
        _mask?.Dispose();
        _runs?.Dispose();
        _colours.Dispose();
    }

    private void PublishRuns(in MessageHeader header, PixelMap<byte> map)
    {
        header.CopyTo(_runsMessage.Header);
        (_runsMessage.Width, _runsMessage.Height) = ((uint)map.Width, (uint)map.Height);
        _runsMessage.Step = (uint)map.Width;

        // Room for the worst mask, once: how many runs there are changes from frame to frame.
        _runsMessage.Data.Resize(RunLengthMask.MaximumBytes(map.Width * map.Height));
        _runsMessage.Data.Resize(RunLengthMask.Encode(map.Values, _runsMessage.Data.AsSpan()));
        _runs!.Publish(_runsMessage);
    }
}
