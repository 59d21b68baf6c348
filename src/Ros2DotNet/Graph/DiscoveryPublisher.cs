using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;
using Ros2DotNet.Messages.RmwDdsCommon;

namespace Ros2DotNet.Graph;

/// <summary>
/// Publishes <c>ros_discovery_info</c>: which nodes this participant holds and which endpoints are theirs. The full state is
/// sent on every change. Gids have 16 bytes, 24 in Humble; the type name is the same, so the distribution has to decide.
/// </summary>
internal sealed unsafe class DiscoveryPublisher
{
    private const string Topic = "ros_discovery_info";
    private const int HumbleGidBytes = 24;
    private const int MaximumNameBytes = 256;

    private readonly int _writer;
    private readonly nint _sertype;
    private readonly EndpointGuid _participant;
    private readonly int _gidBytes;

    public DiscoveryPublisher(int participant, bool humble)
    {
        _participant = EndpointGuid.Of(participant);
        _gidBytes = humble ? HumbleGidBytes : 16;
        var topic = WriterSertype.CreateTopic(participant, Topic, ParticipantEntitiesInfo.DdsTypeName, out _sertype);
        using var qos = DdsQos.ForEndpoint(QosProfile.Latched, humble ? "" : $"typehash={ParticipantEntitiesInfo.TypeHash};", writer: true);
        _writer = DdsException.Check(Ddsc.dds_create_writer(participant, topic, qos.Handle, 0), Topic);
        Ddsc.dds_delete(topic);
    }

    public void Publish(IReadOnlyList<Node> nodes)
    {
        var size = 64;
        foreach (var node in nodes)
        {
            var (readers, writers) = node.Endpoints();
            size += 32 + 3 * (node.Namespace.Length + node.Name.Length) + _gidBytes * (readers.Length + writers.Length);
        }

        var block = WriterSertype.Rent(_sertype, size);
        var length = Write(nodes, new Span<byte>(block + SerdataPool.PayloadOffset, size));
        SerdataPool.SetSize(block, length);
        DdsException.Check(Ddsc.dds_writecdr(_writer, (nint)block), Topic);
    }

    internal int Write(IReadOnlyList<Node> nodes, Span<byte> destination)
    {
        var cdr = new CdrWriter(destination);
        WriteGid(ref cdr, _participant);
        cdr.WriteCount(nodes.Count);
        foreach (var node in nodes)
        {
            cdr.WriteString(node.Namespace, MaximumNameBytes);
            cdr.WriteString(node.Name, MaximumNameBytes);
            var (readers, writers) = node.Endpoints();
            WriteGids(ref cdr, readers);
            WriteGids(ref cdr, writers);
        }

        return cdr.Length;
    }

    private void WriteGids(ref CdrWriter cdr, EndpointGuid[] guids)
    {
        cdr.WriteCount(guids.Length);
        foreach (var guid in guids)
        {
            WriteGid(ref cdr, guid);
        }
    }

    private void WriteGid(ref CdrWriter cdr, EndpointGuid guid)
    {
        cdr.WriteArray<byte>(guid);
        for (var i = 16; i < _gidBytes; i++)
        {
            cdr.Write((byte)0);
        }
    }
}
