using Ros2DotNet;

namespace Perception.Nodes.Stages;

/// <summary>A topic of one message type; the handler owns each message.</summary>
internal class MessageStageInput<T>(Node node, string topic, QosProfile qos, Action<MessageLoan> onMessage) : StageInput
    where T : class, IRosMessage<T>, new()
{
    private Subscription? _subscription;
    private long _received;
    private long _malformed;

    public override string Topic { get; } = node.ResolveTopic(topic);

    public override long Received => _received + (_subscription?.Received ?? 0);

    public override long Malformed => _malformed + (_subscription?.Malformed ?? 0);

    public override bool IsOpen => _subscription is not null;

    public override void Update(bool wanted)
    {
        if (!wanted)
        {
            Close();
        }
        else if (_subscription is null)
        {
            _subscription = node.CreateLoanedSubscription<T>(Topic, qos, onMessage);
        }
    }

    public override void Dispose() => Close();

    private void Close()
    {
        if (_subscription is null) return;
        _received += _subscription.Received;
        _malformed += _subscription.Malformed;
        _subscription.Dispose();
        _subscription = null;
    }
}
