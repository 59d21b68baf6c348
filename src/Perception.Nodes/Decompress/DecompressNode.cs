using System.Diagnostics;
using Perception.Imaging;
using Perception.Nodes.Input;
using Perception.Nodes.Stages;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Decompress;

/// <summary>Compressed images to raw ones, for nodes that read no others: JPEG and PNG of colours and grey, depth as
/// compressed_depth_image_transport sends it.</summary>
internal sealed class DecompressNode : StageNode<ImageArrival>
{
    private readonly Arrivals _arrivals = new();
    private readonly Utf8StringCache _frameIds = new();
    private readonly PixelFormat? _format;
    private readonly ImageOutput _output;

    public DecompressNode(Node node)
        : this(node, DecompressParameters.Declare(node.Parameters))
    {
    }

    private DecompressNode(Node node, DecompressParameters parameters)
        : base(node, "decompression", new StageLimits(parameters.StaleAfterS, parameters.LatencyWarnMs))
    {
        node.Parameters.RejectUnknown();
        _format = ImageEncodings.TryParse(parameters.Encoding, out var format) ? format : null;
        _output = new ImageOutput(node, "~/out/image");
        Inputs = [new ImageStageInput(node, "~/in/image", ImageTransport.Compressed,
            (loan, compressed) => Accept(_arrivals.Of(loan, compressed)))];
        Start();
    }

    protected override StageInput[] Inputs { get; }

    protected override bool HasListeners => _output.HasListeners;

    protected override void Process(ImageArrival arrival)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var loan = arrival.TakeLoan();
        var view = new CompressedImageView(loan.Cdr);
        var header = MessageHeader.Of(view.Header, _frameIds);
        using var image = CompressedPixels.Decode(view.Format, view.Data, _format);
        _output.Publish(header, image);
        Times.Add(header.Stamp, startedAt);
    }

    protected override void Release() => _output.Dispose();
}
