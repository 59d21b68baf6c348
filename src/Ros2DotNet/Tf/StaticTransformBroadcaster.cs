using Ros2DotNet.Messages.Tf2Msgs;

namespace Ros2DotNet.Tf;

/// <summary>Sends transforms that hold for ever on <c>/tf_static</c>, to late joiners too: each message holds all that
/// this broadcaster ever sent, the newest for each child frame. Thread-safe.</summary>
public sealed class StaticTransformBroadcaster : IDisposable
{
    private readonly Publisher<TFMessage> _publisher;
    private readonly TFMessage _message = new();

    public StaticTransformBroadcaster(Node node) =>
        _publisher = node.CreatePublisher<TFMessage>("/tf_static", QosProfile.Latched);

    /// <summary>Sends one transform, or several in one message.</summary>
    public void Send(params ReadOnlySpan<StampedTransform> transforms)
    {
        lock (_message)
        {
            foreach (ref readonly var transform in transforms)
            {
                var known = IndexOf(transform.ChildFrameId);
                transform.CopyTo(known < 0 ? _message.Transforms.Add() : _message.Transforms[known]);
            }

            _publisher.Publish(_message);
        }
    }

    public void Dispose() => _publisher.Dispose();

    private int IndexOf(string childFrameId)
    {
        for (var i = 0; i < _message.Transforms.Count; i++)
        {
            if (_message.Transforms[i].ChildFrameId == childFrameId)
            {
                return i;
            }
        }

        return -1;
    }
}
