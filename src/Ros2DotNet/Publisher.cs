using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>A writer of one topic. Messages are serialized straight into the memory that Cyclone sends from.</summary>
/// <typeparam name="T">The message class.</typeparam>
public sealed unsafe class Publisher<T> : IPublisher where T : class, IRosMessage<T>, new()
{
    private readonly Node _node;
    private readonly int _writer;
    private readonly nint _sertype;
    private uint _incompatibleSeen;
    private bool _disposed;

    internal Publisher(Node node, string topic, QosProfile qos)
    {
        _node = node;
        Topic = topic;
        var participant = node.Context.Participant;
        var ddsTopic = WriterSertype.CreateTopic(participant, "rt" + topic, T.DdsTypeName, out _sertype);
        using (var ddsQos = DdsQos.ForEndpoint(qos, node.Context.TypeHashUserData(T.TypeHash), writer: true))
        {
            _writer = DdsException.Check(Ddsc.dds_create_writer(participant, ddsTopic, ddsQos.Handle, 0), $"publisher on '{topic}'");
        }

        Ddsc.dds_delete(ddsTopic);
        Guid = EndpointGuid.Of(_writer);
        node.Context.WatchQos(CheckQos);
    }

    /// <summary>The full topic name.</summary>
    public string Topic { get; }

    /// <summary>Subscriptions matched now.</summary>
    public int SubscriberCount
    {
        get
        {
            MatchedStatus status;
            return _disposed || Ddsc.dds_get_publication_matched_status(_writer, &status) < 0 ? 0 : (int)status.CurrentCount;
        }
    }

    internal EndpointGuid Guid { get; }

    EndpointGuid IPublisher.Guid => Guid;

    /// <summary>Sends a message. A reliable writer with its history full waits for its slowest reader.</summary>
    /// <exception cref="CdrException">The message cannot be serialized.</exception>
    /// <exception cref="DdsException">Cyclone refused it.</exception>
    public void Publish(T message)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var size = T.GetSerializedSize(message);
        var block = WriterSertype.Rent(_sertype, size);
        try
        {
            SerdataPool.SetSize(block, T.Serialize(message, new Span<byte>(block + SerdataPool.PayloadOffset, size)));
        }
        catch
        {
            SerdataPool.Return(block);
            throw;
        }

        DdsException.Check(Ddsc.dds_writecdr(_writer, (nint)block), Topic);
    }

    /// <summary>Waits until every reliable reader has acknowledged everything; false when the time is over.</summary>
    public bool WaitForAcknowledgements(TimeSpan timeout) => Ddsc.dds_wait_for_acks(_writer, timeout.Ticks * 100) == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _node.Context.UnwatchQos(CheckQos);
            Ddsc.dds_delete(_writer);
            _node.Forget(this);
        }
    }

    private void CheckQos()
    {
        IncompatibleQosStatus status;
        if (!_disposed && Ddsc.dds_get_offered_incompatible_qos_status(_writer, &status) >= 0 && status.TotalCount != _incompatibleSeen)
        {
            _incompatibleSeen = status.TotalCount;
            _node.Logger.LogWarning("a subscription on '{Topic}' wants an incompatible QoS and gets nothing: {Policy}",
                Topic, QosPolicyNames.Of(status.LastPolicyId));
        }
    }
}
