using Ros2DotNet.Messages.Tf2Msgs;

namespace Ros2DotNet.Tf;

/// <summary>Sends transforms that change on <c>/tf</c>. Thread-safe.</summary>
public sealed class TransformBroadcaster : IDisposable
{
    private readonly Publisher<TFMessage> _publisher;
    private readonly TFMessage _message = new();

    /// <param name="node">The node that sends.</param>
    /// <param name="qos">Reliable with the last 100 by default.</param>
    public TransformBroadcaster(Node node, QosProfile? qos = null) =>
        _publisher = node.CreatePublisher<TFMessage>("/tf", qos ?? QosProfile.Tf);

    /// <summary>Listeners matched now.</summary>
    public int SubscriberCount => _publisher.SubscriberCount;

    /// <summary>Sends one transform, or several in one message.</summary>
    public void Send(params ReadOnlySpan<StampedTransform> transforms)
    {
        lock (_message)
        {
            _message.Transforms.Clear();
            foreach (ref readonly var transform in transforms)
            {
                transform.CopyTo(_message.Transforms.Add());
            }

            _publisher.Publish(_message);
        }
    }

    public void Dispose() => _publisher.Dispose();
}
