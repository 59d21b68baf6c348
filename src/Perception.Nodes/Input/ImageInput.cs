using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Input;

/// <summary>A subscription to a camera topic that exists only while it is wanted, and has the type that the topic's
/// publisher has. For one thread, the executor's.</summary>
internal sealed class ImageInput : IDisposable
{
    private static readonly QosProfile Qos = QosProfile.SensorData with { Depth = 1 };

    private readonly RosContext _context;
    private readonly Node _node;
    private readonly ImageTransport _transport;
    private readonly Action<MessageLoan> _onRaw;
    private readonly Action<MessageLoan> _onCompressed;
    private Subscription? _subscription;
    private long _receivedBefore;
    private long _malformedBefore;
    private bool _hadPublisher;

    /// <param name="context">Whose graph is looked at.</param>
    /// <param name="node">The node that subscribes.</param>
    /// <param name="topic">Topic name as written in code; remappings apply.</param>
    /// <param name="transport">How its images travel.</param>
    /// <param name="onRaw">Takes over each Image message.</param>
    /// <param name="onCompressed">Takes over each CompressedImage message.</param>
    /// <param name="suffix">What the name of a topic of CompressedImage is given, unless it ends so.</param>
    public ImageInput(RosContext context, Node node, string topic, ImageTransport transport,
        Action<MessageLoan> onRaw, Action<MessageLoan> onCompressed, string suffix = "/compressed")
    {
        (_context, _node, _transport, _onRaw, _onCompressed) = (context, node, transport, onRaw, onCompressed);
        Topic = node.ResolveTopic(topic);
        if (transport == ImageTransport.Compressed && !NamedCompressed) Topic += suffix;
    }

    /// <summary>Fully qualified name of the topic.</summary>
    public string Topic { get; }

    public bool IsOpen => _subscription is not null;

    public bool HasPublisher => _subscription?.PublisherCount > 0;

    /// <summary>Messages received since the start, over all subscriptions made.</summary>
    public long Received => _receivedBefore + (_subscription?.Received ?? 0);

    /// <summary>Messages among them that DDS delivered but that were none of the type.</summary>
    public long Malformed => _malformedBefore + (_subscription?.Malformed ?? 0);

    /// <summary>Why there is no subscription although one is wanted; empty when there is no reason.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The topic has a publisher, but not of images.</summary>
    public bool HasWrongType { get; private set; }

    private bool NamedCompressed => Topic.EndsWith("/compressed", StringComparison.Ordinal) ||
        Topic.EndsWith("/compressedDepth", StringComparison.Ordinal);

    /// <summary>Opens or closes the subscription; called again and again, so that publishers may come and go.</summary>
    public void Update(bool wanted)
    {
        if (!wanted)
        {
            Close();
            Problem = "";
            return;
        }

        if (_subscription is null)
        {
            Open();
            return;
        }

        // A publisher that went away may come back with the other type.
        var hasPublisher = HasPublisher;
        if (_hadPublisher && !hasPublisher && _transport == ImageTransport.Auto) Close();
        _hadPublisher = hasPublisher;
    }

    public void Dispose() => Close();

    private void Open()
    {
        if (DecideCompressed() is not { } compressed) return;
        Problem = "";
        _hadPublisher = false;
        _subscription = compressed
            ? _node.CreateLoanedSubscription<CompressedImage>(Topic, Qos, _onCompressed)
            : _node.CreateLoanedSubscription<Ros2DotNet.Messages.SensorMsgs.Image>(Topic, Qos, _onRaw);
    }

    private bool? DecideCompressed()
    {
        if (_transport != ImageTransport.Auto) return _transport == ImageTransport.Compressed;
        if (NamedCompressed) return true;
        var (otherType, remedy, beside) = ("", "", $"{Topic}/compressed");
        foreach (var endpoint in _context.GetEndpoints())
        {
            if (!endpoint.IsPublisher) continue;
            if (endpoint.Topic == beside) remedy = $", but there is one on {beside}: set image_transport to compressed";
            if (endpoint.Topic != Topic) continue;
            if (endpoint.Type == Ros2DotNet.Messages.SensorMsgs.Image.TypeName) return false;
            if (endpoint.Type == CompressedImage.TypeName) return true;
            otherType = endpoint.Type;
        }

        HasWrongType = otherType.Length > 0;
        Problem = !HasWrongType
            ? $"no publisher on {Topic}{remedy}"
            : $"{Topic} carries {otherType}, not images";
        return null;
    }

    private void Close()
    {
        if (_subscription is null) return;
        _receivedBefore += _subscription.Received;
        _malformedBefore += _subscription.Malformed;
        _subscription.Dispose();
        _subscription = null;
    }
}
