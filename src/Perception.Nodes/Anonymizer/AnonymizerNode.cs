using Microsoft.Extensions.Logging;
using Perception.Anonymizing;
using Perception.Imaging;
using Perception.Inference;
using Perception.Nodes.Diagnostics;
using Perception.Nodes.Input;
using Perception.Nodes.Stages;
using Ros2DotNet;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Anonymizer;

/// <summary>A camera's images with heads and number plates hidden. An image of which nothing is known does not pass:
/// bad ones are dropped, never sent on as they were.</summary>
internal sealed class AnonymizerNode : StageNode<ImageArrival>
{
    private readonly Arrivals _arrivals = new();
    private readonly CameraFrameDecoder _decoder = new();
    private readonly Anonymizing.Anonymizer _anonymizer;
    private readonly ZoneHold _hold = new();
    private readonly ImageOutput _output;

    public AnonymizerNode(Node node)
        : this(node, AnonymizerParameters.Declare(node.Parameters))
    {
    }

    private AnonymizerNode(Node node, AnonymizerParameters parameters)
        : base(node, "anonymization", new StageLimits(parameters.StaleAfterS, parameters.LatencyWarnMs))
    {
        node.Parameters.RejectUnknown();
        if (parameters.ModelPath.Length == 0)
        {
            throw new InferenceException("the parameter 'model_path' is not set; give the path of a network in ONNX " +
                "format that finds people and vehicles");
        }

        _anonymizer = new Anonymizing.Anonymizer(parameters.ModelPath,
            parameters.SecondModelPath.Length > 0 ? parameters.SecondModelPath : null, parameters.ToOptions(),
            parameters.ToInferenceOptions());
        node.Logger.LogInformation("{Model} on {Backend}", Path.GetFileName(parameters.ModelPath),
            _anonymizer.Backend.Description);
        if (_anonymizer.Backend.FallbackReason is { Length: > 0 } reason) node.Logger.LogWarning("{Reason}", reason);
        _output = new ImageOutput(node, "~/out/image", parameters.JpegQuality);
        Inputs = [new ImageStageInput(node, "~/in/image", parameters.ImageTransport,
            (loan, compressed) => Accept(_arrivals.Of(loan, compressed)))];
        Start();
    }

    protected override StageInput[] Inputs { get; }

    protected override bool HasListeners => _output.HasListeners;

    protected override void Process(ImageArrival arrival)
    {
        var compressed = arrival.Compressed;
        using var frame = _decoder.Decode(arrival.TakeLoan(), compressed, fullSize: true);
        var header = MessageHeader.Of(frame);

        // A copy: the message is not ours to change, and is given back before the network runs.
        using var image = ImageConverter.Convert(frame.Image,
            frame.Image.Format == PixelFormat.Rgb8 ? PixelFormat.Rgb8 : PixelFormat.Bgr8);
        frame.ReleaseImage();
        _anonymizer.Run(image, _hold);
        _output.Publish(header, image);
        Times.Add(header.Stamp, frame.StartedAt);
    }

    protected override Health? FindConcern() => _anonymizer.Backend.FallbackReason is { Length: > 0 } reason
        ? Health.Warn(reason)
        : null;

    protected override void Release()
    {
        _output.Dispose();
        _anonymizer.Dispose();
    }
}
