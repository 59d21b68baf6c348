using Ros2DotNet.Dds;
using Ros2DotNet.Messages.RmwDdsCommon;

namespace Ros2DotNet.Graph;

/// <summary>
/// Publishes <c>ros_discovery_info</c>: which nodes this participant holds and which endpoints are theirs. The full
/// state is sent on a change, and changes that come close together are sent as one.
/// </summary>
internal sealed unsafe class DiscoveryPublisher : IDisposable
{
    public const string Topic = "ros_discovery_info";
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private readonly RosContext _context;
    private readonly DdsWriter _writer;
    private readonly EndpointGuid _participant;
    private readonly bool _humble;
    private int _scheduled;

    public DiscoveryPublisher(RosContext context, bool humble)
    {
        _context = context;
        _humble = humble;
        _participant = EndpointGuid.Of(context.Participant);
        using var qos = DdsQos.ForEndpoint(QosProfile.Latched,
            context.TypeHashUserData(ParticipantEntitiesInfo.TypeHash), writer: true);
        _writer = new DdsWriter(context.Participant, Topic, ParticipantEntitiesInfo.DdsTypeName, qos, Topic);
    }

    /// <summary>Nodes or endpoints changed.</summary>
    public void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            _context.SystemExecutor.AddTimer(Gather, Publish, once: true);
        }
    }

    public void Dispose() => _writer.Dispose();

    private void Publish()
    {
        Volatile.Write(ref _scheduled, 0);
        var nodes = _context.NodeEntries();
        var size = DiscoveryInfo.Bound(nodes);
        var block = _writer.Rent(size);
        SerdataPool.SetSize(block,
            DiscoveryInfo.Write(_participant, nodes, _humble, new Span<byte>(block + SerdataPool.PayloadOffset, size)));
        _writer.Send(block);
    }
}
