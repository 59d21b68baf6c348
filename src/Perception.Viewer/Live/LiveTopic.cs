using Perception.Viewer.Channels;
using Ros2DotNet;

namespace Perception.Viewer.Live;

/// <summary>A topic of the domain. Guarded by its source.</summary>
internal sealed class LiveTopic(Node node, ChannelHub hub, Channel channel)
{
    private Subscription? _subscription;
    private QosProfile _qos = QosProfile.SensorData;
    private string _typeHash = "";
    private bool _wanted;

    public Channel Channel { get; } = channel;

    public string Name => Channel.Info.Topic;

    /// <summary>Whether every publisher keeps messages for those who come late.</summary>
    public static bool IsLatched(TopicEndpoint[] publishers) =>
        Array.TrueForAll(publishers, publisher => publisher.Durability == DurabilityPolicy.TransientLocal);

    /// <summary>Whether the channel is still what its publishers send.</summary>
    public bool Matches(TopicEndpoint[] publishers) =>
        Array.Exists(publishers, publisher => publisher.Type == Channel.Info.Type) &&
            IsLatched(publishers) == Channel.Info.IsSticky;

    /// <summary>Asks for what every publisher offers: more would leave one of them out.</summary>
    public void Follow(TopicEndpoint[] publishers)
    {
        var reliable = Array.TrueForAll(publishers, publisher => publisher.Reliability == ReliabilityPolicy.Reliable);
        var qos = new QosProfile
        {
            // Of images and clouds the newest counts; of transforms and logs every one.
            Depth = Channel.Info.Type is "sensor_msgs/msg/Image" or "sensor_msgs/msg/PointCloud2" ? 2 : 100,
            Reliability = reliable ? ReliabilityPolicy.Reliable : ReliabilityPolicy.BestEffort,
            Durability = Channel.Info.IsSticky ? DurabilityPolicy.TransientLocal : DurabilityPolicy.Volatile,
        };
        _typeHash = publishers.Select(publisher => publisher.TypeHash).FirstOrDefault(hash => hash.Length > 0) ?? "";
        if (qos == _qos) return;
        _qos = qos;
        if (!_wanted) return;
        Unsubscribe();
        Subscribe();
    }

    public void Subscribe()
    {
        _wanted = true;
        _subscription ??= node.CreateLoanedSubscription(Name, Channel.Info.Type, _typeHash, _qos, Take);
    }

    public void Unsubscribe()
    {
        _wanted = false;
        _subscription?.Dispose();
        _subscription = null;
    }

    // On the viewer's executor. A loan is given back at once: slow clients are to hold none of DDS's memory.
    private void Take(MessageLoan loan)
    {
        using (loan) hub.Publish(Channel, node.Now().Nanoseconds, loan.Cdr);
    }
}
