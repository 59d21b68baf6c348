using Ros2DotNet.Dds;

namespace Ros2DotNet.Graph;

/// <summary>
/// One <c>ros_discovery_info</c> message: the nodes of a participant and their endpoints. Gids have 16 bytes, 24 in
/// Humble, and nothing but the length of the message tells which.
/// </summary>
internal sealed class DiscoveryInfo(EndpointGuid participant, IReadOnlyList<DiscoveryInfo.NodeEntry> nodes)
{
    private const int GuidBytes = 16;
    private const int HumbleGidBytes = 24;
    private const int MaximumNameBytes = 256;

    public EndpointGuid Participant { get; } = participant;

    public IReadOnlyList<NodeEntry> Nodes { get; } = nodes;

    /// <summary>Reads either layout: the one that uses the message up.</summary>
    /// <exception cref="CdrException">It is neither.</exception>
    public static DiscoveryInfo Read(ReadOnlySpan<byte> cdr) =>
        TryRead(cdr, GuidBytes, out var info, out var problem) || TryRead(cdr, HumbleGidBytes, out info, out _)
            ? info! : throw new CdrException(
                $"ros_discovery_info of {cdr.Length} bytes fits neither gids of 16 nor of 24 bytes: {problem}");

    public static int Write(EndpointGuid participant, IEnumerable<NodeEntry> nodes, bool humble, Span<byte> destination)
    {
        var gidBytes = humble ? HumbleGidBytes : GuidBytes;
        var cdr = new CdrWriter(destination);
        WriteGid(ref cdr, participant, gidBytes);
        var entries = nodes.ToArray();
        cdr.WriteCount(entries.Length);
        foreach (var node in entries)
        {
            cdr.WriteString(node.Namespace, MaximumNameBytes);
            cdr.WriteString(node.Name, MaximumNameBytes);
            WriteGids(ref cdr, node.Readers, gidBytes);
            WriteGids(ref cdr, node.Writers, gidBytes);
        }

        return cdr.Length;
    }

    /// <summary>More bytes than <see cref="Write"/> needs.</summary>
    public static int Bound(IEnumerable<NodeEntry> nodes) => 64 + nodes.Sum(node => 32 +
        3 * (node.Namespace.Length + node.Name.Length) + HumbleGidBytes * (node.Readers.Count + node.Writers.Count));

    private static bool TryRead(ReadOnlySpan<byte> cdr, int gidBytes, out DiscoveryInfo? info, out string problem)
    {
        info = null;
        try
        {
            var reader = new CdrReader(cdr, "rmw_dds_common/msg/ParticipantEntitiesInfo");
            var participant = ReadGid(ref reader, gidBytes);
            // Two empty strings and two empty sequences.
            var nodes = new NodeEntry[reader.ReadCount(minimumSize: 18)];
            for (var i = 0; i < nodes.Length; i++)
            {
                var nodeNamespace = reader.ReadString("", MaximumNameBytes);
                nodes[i] = new NodeEntry(nodeNamespace, reader.ReadString("", MaximumNameBytes),
                    ReadGids(ref reader, gidBytes), ReadGids(ref reader, gidBytes));
            }

            problem = $"{cdr.Length - reader.Offset} bytes are left over";
            if (cdr.Length - reader.Offset is < 0 or >= 4)
            {
                return false;
            }

            info = new DiscoveryInfo(participant, nodes);
            return true;
        }
        catch (CdrException e)
        {
            problem = e.Message;
            return false;
        }
    }

    private static EndpointGuid ReadGid(ref CdrReader reader, int gidBytes) =>
        EndpointGuid.From(reader.ReadSpan<byte>(gidBytes));

    private static EndpointGuid[] ReadGids(ref CdrReader reader, int gidBytes)
    {
        var guids = new EndpointGuid[reader.ReadCount(gidBytes)];
        for (var i = 0; i < guids.Length; i++)
        {
            guids[i] = ReadGid(ref reader, gidBytes);
        }

        return guids;
    }

    private static void WriteGids(ref CdrWriter cdr, IReadOnlyList<EndpointGuid> guids, int gidBytes)
    {
        cdr.WriteCount(guids.Count);
        foreach (var guid in guids)
        {
            WriteGid(ref cdr, guid, gidBytes);
        }
    }

    private static void WriteGid(ref CdrWriter cdr, EndpointGuid guid, int gidBytes)
    {
        cdr.WriteArray<byte>(guid);
        for (var i = GuidBytes; i < gidBytes; i++)
        {
            cdr.Write((byte)0);
        }
    }

    /// <summary>A node with the GUIDs of its readers and writers.</summary>
    internal sealed record NodeEntry(string Namespace, string Name, IReadOnlyList<EndpointGuid> Readers,
        IReadOnlyList<EndpointGuid> Writers);
}
