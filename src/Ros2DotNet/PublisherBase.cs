using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>What every publisher has.</summary>
public abstract class PublisherBase : IRosEndpoint, IDisposable
{
    private readonly Node _node;
    private readonly LocalBus.Channel? _local;
    private uint _incompatibleSeen;
    private bool _disposed;

    private protected PublisherBase(Node node, string topic, string ddsTypeName, string typeHash, QosProfile qos)
    {
        _node = node;
        Topic = topic;
        Qos = qos;
        using var ddsQos = DdsQos.ForEndpoint(qos, node.Context.TypeHashUserData(typeHash), writer: true);
        _local = qos.IgnoreLocal ? null : node.Context.Local.ChannelOf(topic, ddsTypeName);
        Writer = new DdsWriter(node.Context.Participant, "rt" + topic, ddsTypeName, ddsQos, $"publisher on '{topic}'")
        {
            OnSend = DeliverLocally
        };
        _local?.AddPublisher(this, qos.Reliability);
        node.Context.WatchQos(CheckQos);
    }

    /// <summary>The full topic name.</summary>
    public string Topic { get; }

    /// <summary>The QoS that it was created with.</summary>
    public QosProfile Qos { get; }

    /// <summary>Subscriptions matched now.</summary>
    public int SubscriberCount =>
        _disposed ? 0 : Writer.MatchedReaders + (_local?.CountQueues(Qos.Reliability) ?? 0);

    IEnumerable<EndpointGuid> IRosEndpoint.Readers => [];

    IEnumerable<EndpointGuid> IRosEndpoint.Writers => [Writer.Guid];

    private protected DdsWriter Writer { get; }

    /// <summary>Waits until every reliable reader has acknowledged everything; false when the time is over.</summary>
    public bool WaitForAcknowledgements(TimeSpan timeout) =>
        Ddsc.dds_wait_for_acks(Writer.Id, DdsDuration.Of(timeout)) == 0;

    /// <summary>Waits for a subscription to match; false when the time is over.</summary>
    public Task<bool> WaitForSubscriberAsync(TimeSpan timeout, CancellationToken cancellation = default) =>
        Polling.UntilAsync(() => SubscriberCount > 0, timeout, cancellation);

    /// <summary>Says that this publisher is alive; for <see cref="LivelinessPolicy.ManualByTopic"/>.</summary>
    public void AssertLiveliness() => DdsException.Check(Ddsc.dds_assert_liveliness(Writer.Id), Topic);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _local?.RemovePublisher(this);
            _node.Context.UnwatchQos(CheckQos);
            Writer.Dispose();
            _node.Forget(this);
        }
    }

    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    private void DeliverLocally(nint serdata)
    {
        if (_local is { IsEmpty: false })
        {
            _local.Deliver(serdata, Qos.Reliability, _node.Context.Domain);
        }
    }

    private unsafe void CheckQos()
    {
        IncompatibleQosStatus status;
        if (!_disposed && Ddsc.dds_get_offered_incompatible_qos_status(Writer.Id, &status) >= 0 &&
            status.TotalCount != _incompatibleSeen)
        {
            _incompatibleSeen = status.TotalCount;
            _node.Logger.LogWarning("a subscription on '{Topic}' wants an incompatible QoS and gets nothing: {Policy}",
                Topic, QosPolicyNames.Of(status.LastPolicyId));
        }
    }
}
