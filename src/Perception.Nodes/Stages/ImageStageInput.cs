using Perception.Nodes.Diagnostics;
using Perception.Nodes.Input;
using Ros2DotNet;

namespace Perception.Nodes.Stages;

/// <summary>An image topic, raw or compressed.</summary>
internal sealed class ImageStageInput : StageInput
{
    private readonly ImageInput _input;

    public ImageStageInput(Node node, string topic, ImageTransport transport, Action<MessageLoan, bool> onMessage)
        : this(node, topic, transport, onMessage, "/compressed")
    {
    }

    /// <summary>One of depth.</summary>
    public ImageStageInput(Node node, string topic, DepthTransport transport, Action<MessageLoan, bool> onMessage)
        : this(node, topic, ToImageTransport(transport), onMessage, "/compressedDepth")
    {
    }

    private ImageStageInput(Node node, string topic, ImageTransport transport, Action<MessageLoan, bool> onMessage,
        string suffix) => _input = new ImageInput(node.Context, node, topic, transport,
            loan => onMessage(loan, false), loan => onMessage(loan, true), suffix);

    public override string Topic => _input.Topic;

    public override long Received => _input.Received;

    public override long Malformed => _input.Malformed;

    public override bool IsOpen => _input.IsOpen;

    public override void Update(bool wanted) => _input.Update(wanted);

    public override Health? FindConcern(double staleAfterSeconds) =>
        _input.Problem.Length == 0 ? base.FindConcern(staleAfterSeconds)
        : _input.HasWrongType ? Health.Error(_input.Problem)
        : Health.Stale(_input.Problem);

    public override void Dispose() => _input.Dispose();

    private static ImageTransport ToImageTransport(DepthTransport transport) => transport switch
    {
        DepthTransport.Raw => ImageTransport.Raw,
        DepthTransport.CompressedDepth => ImageTransport.Compressed,
        _ => ImageTransport.Auto,
    };
}
