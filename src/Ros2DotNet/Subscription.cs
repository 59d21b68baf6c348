using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>A reader of one topic. Its handler runs on the context's executor thread.</summary>
public sealed unsafe class Subscription : IDisposable
{
    private const uint TakeAtOnce = 8;

    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly Node _node;
    private readonly Action<MessageLoan> _handler;
    private readonly int _reader;
    private readonly int _condition;
    private readonly nint _tag;
    private uint _incompatibleSeen;
    private bool _disposed;

    internal Subscription(Node node, string topic, string ddsTypeName, string typeHash, QosProfile qos, Action<MessageLoan> handler)
    {
        _node = node;
        _handler = handler;
        Topic = topic;
        var participant = node.Context.Participant;
        var ddsTopic = OpaqueTopic.Create(participant, "rt" + topic, ddsTypeName);
        using (var ddsQos = DdsQos.ForEndpoint(qos, node.Context.TypeHashUserData(typeHash), writer: false))
        {
            _reader = DdsException.Check(Ddsc.dds_create_reader(participant, ddsTopic, ddsQos.Handle, 0), $"subscription to '{topic}'");
        }

        Ddsc.dds_delete(ddsTopic);
        _condition = DdsException.Check(Ddsc.dds_create_readcondition(_reader, Ddsc.AnyState), $"subscription to '{topic}'");
        Guid = EndpointGuid.Of(_reader);
        _tag = node.Context.Executor.Attach(this, _condition);
        node.Context.WatchQos(CheckQos);
    }

    /// <summary>The full topic name.</summary>
    public string Topic { get; }

    /// <summary>Publishers matched now.</summary>
    public int PublisherCount
    {
        get
        {
            MatchedStatus status;
            return Ddsc.dds_get_subscription_matched_status(_reader, &status) < 0 ? 0 : (int)status.CurrentCount;
        }
    }

    /// <summary>Messages taken.</summary>
    public long Received { get; private set; }

    /// <summary>Messages that were not of the type; they are skipped.</summary>
    public long Malformed { get; private set; }

    /// <summary>Messages whose handler threw.</summary>
    public long HandlerFailures { get; private set; }

    internal EndpointGuid Guid { get; }

    /// <summary>Ends the subscription; no handler runs after this returns, unless it is a handler that calls it.</summary>
    public void Dispose()
    {
        _node.Context.Executor.Detach(_tag, _condition);
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            Ddsc.dds_delete(_reader);
        }

        _node.Context.UnwatchQos(CheckQos);
        _node.Forget(this);
    }

    internal void TakeAll()
    {
        var serdata = stackalloc nint[(int)TakeAtOnce];
        var infos = stackalloc SampleInfo[(int)TakeAtOnce];
        lock (_gate)
        {
            while (!_disposed)
            {
                var taken = Ddsc.dds_takecdr(_reader, serdata, TakeAtOnce, infos, Ddsc.AnyState);
                for (var i = 0; i < taken; i++)
                {
                    if (infos[i].ValidData == 0)
                    {
                        Ddsc.ddsi_serdata_unref(serdata[i]);
                        continue;
                    }

                    Deliver(MessageLoan.Rent(serdata[i], infos[i].SourceTimestampNs, _node.Context.Domain));
                }

                if (taken < TakeAtOnce)
                {
                    return;
                }
            }
        }
    }

    private void Deliver(MessageLoan loan)
    {
        Received++;
        try
        {
            _handler(loan);
        }
        catch (CdrException e)
        {
            Malformed++;
            if (Malformed == 1 || Malformed % 100 == 0)
            {
                _node.Logger.LogWarning("malformed message on '{Topic}' skipped ({Count} so far): {Problem}", Topic, Malformed, e.Message);
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

    private void CheckQos()
    {
        IncompatibleQosStatus status;
        if (!_disposed && Ddsc.dds_get_requested_incompatible_qos_status(_reader, &status) >= 0 && status.TotalCount != _incompatibleSeen)
        {
            _incompatibleSeen = status.TotalCount;
            _node.Logger.LogWarning("a publisher on '{Topic}' offers an incompatible QoS and sends nothing here: {Policy}",
                Topic, QosPolicyNames.Of(status.LastPolicyId));
        }
    }
}
