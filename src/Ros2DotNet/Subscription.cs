using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>A reader of one topic. Its handler runs on the node's executor.</summary>
public sealed class Subscription : IRosEndpoint
{
    private readonly Node _node;
    private readonly Action<MessageLoan> _handler;
    private readonly DdsReader _reader;
    private readonly LocalBus.Channel? _channel;
    private readonly LocalQueue? _local;
    private uint _incompatibleSeen;
    private bool _disposed;

    internal Subscription(
        Node node, string topic, string ddsTypeName, string typeHash, QosProfile qos, Action<MessageLoan> handler,
        RosExecutor executor)
    {
        _node = node;
        _handler = handler;
        Topic = topic;
        Qos = qos;
        var context = node.Context;
        var isLocal = node.UsesIntraProcess && qos is { Durability: DurabilityPolicy.Volatile, IgnoreLocal: false };
        using var ddsQos = DdsQos.ForEndpoint(isLocal ? qos with { IgnoreLocal = true } : qos,
            context.TypeHashUserData(typeHash), writer: false);

        // One for both ways: on an executor of several threads messages may come on both at once.
        var handling = new object();
        _reader = new DdsReader(context.Participant, context.Domain, executor, "rt" + topic, ddsTypeName, ddsQos,
            $"subscription to '{topic}'", Handle, gate: handling);
        if (isLocal)
        {
            _channel = context.Local.ChannelOf(topic, ddsTypeName);
            _local = new LocalQueue(context.Participant, executor, qos, loan => Handle(loan, 0), handling);
            _channel.Add(_local);
        }

        context.WatchQos(CheckQos);
    }

    /// <summary>The full topic name.</summary>
    public string Topic { get; }

    /// <summary>The QoS that it was created with.</summary>
    public QosProfile Qos { get; }

    /// <summary>Publishers matched now.</summary>
    public int PublisherCount =>
        _disposed ? 0 : _reader.MatchedWriters + (_channel?.CountPublishers(Qos.Reliability) ?? 0);

    /// <summary>Messages taken.</summary>
    public long Received { get; private set; }

    /// <summary>Messages that were not of the type; they are skipped.</summary>
    public long Malformed { get; private set; }

    /// <summary>Messages whose handler threw.</summary>
    public long HandlerFailures { get; private set; }

    /// <summary>Messages that DDS lost: overwritten before they were taken, or gone on the way.</summary>
    public unsafe long Lost
    {
        get
        {
            SampleLostStatus status;
            return _disposed || Ddsc.dds_get_sample_lost_status(_reader.Id, &status) < 0
                ? 0
                : status.TotalCount + (_local?.Lost ?? 0);
        }
    }

    IEnumerable<EndpointGuid> IRosEndpoint.Readers => [_reader.Guid];

    IEnumerable<EndpointGuid> IRosEndpoint.Writers => [];

    /// <summary>Waits for a publisher to match; false when the time is over.</summary>
    public Task<bool> WaitForPublisherAsync(TimeSpan timeout, CancellationToken cancellation = default) =>
        Polling.UntilAsync(() => PublisherCount > 0, timeout, cancellation);

    /// <summary>
    /// Ends the subscription; no handler runs after this returns, unless it is a handler that calls it.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _node.Context.UnwatchQos(CheckQos);
        if (_local is not null)
        {
            _channel!.Remove(_local);
            _local.Dispose();
        }

        _reader.Dispose();
        _node.Forget(this);
    }

    private void Handle(MessageLoan loan, ulong publication)
    {
        if (Received++ == 0)
        {
            _node.Logger.LogDebug("the first message on '{Topic}' came through {Way}", Topic,
                loan.IsFromSharedMemory ? "shared memory" : publication == 0 ? "this process" : "the network stack");
        }

        try
        {
            _handler(loan);
        }
        catch (CdrException e)
        {
            Malformed++;
            if (Malformed == 1 || Malformed % 100 == 0)
            {
                _node.Logger.LogWarning("malformed message on '{Topic}' skipped ({Count} so far): {Problem}", Topic,
                    Malformed, e.Message);
            }
        }
        catch (Exception e)
        {
            HandlerFailures++;
            if (HandlerFailures == 1 || HandlerFailures % 100 == 0)
            {
                _node.Logger.LogError(e, "the handler of '{Topic}' failed ({Count} so far)", Topic, HandlerFailures);
            }
        }
    }

    private unsafe void CheckQos()
    {
        IncompatibleQosStatus status;
        if (!_disposed && Ddsc.dds_get_requested_incompatible_qos_status(_reader.Id, &status) >= 0 &&
            status.TotalCount != _incompatibleSeen)
        {
            _incompatibleSeen = status.TotalCount;
            _node.Logger.LogWarning(
                "a publisher on '{Topic}' offers an incompatible QoS and sends nothing here: {Policy}",
                Topic, QosPolicyNames.Of(status.LastPolicyId));
        }
    }
}
