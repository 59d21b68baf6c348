using Ros2DotNet;
using Ros2DotNet.Dds;
using Text = Ros2DotNet.Messages.StdMsgs.String;

namespace Interop;

/// <summary>ros_discovery_info between us and a typed peer, with the gids of today and with Humble's.</summary>
public sealed class GraphTests : PeerDomain
{
    [SkippableTheory]
    [InlineData(null, "jazzy", 16)]
    [InlineData("jazzy", "jazzy", 16)]
    [InlineData("humble", "humble", 24)]
    public void A_typed_peer_reads_our_nodes_with_the_gids_of_the_distribution(string? distribution, string layout,
        int gidBytes)
    {
        // The distribution is read when a context starts.
        Context.Dispose();
        Environment.SetEnvironmentVariable("ROS_DISTRO", distribution);
        using var context = new RosContext([]);
        using var node = context.CreateNode("talker", "/robot");
        node.CreatePublisher<Text>("chatter", QosProfile.Default);
        using var peer = Peer.Start(PeerKind.Cyclone, "read-graph", layout);

        string Gid(EndpointGuid guid) => guid + new string('0', 2 * (gidBytes - 16));
        WaitForLine(peer, $"participant {Gid(EndpointGuid.Of(context.Participant))}");
        WaitForLine(peer, "node /robot talker");
        var chatter = Assert.Single(context.Graph.GetEndpoints("/robot/chatter"));
        WaitForLine(peer, $"writer {chatter.Gid}{new string('0', 2 * (gidBytes - 16))}");
        Assert.All(peer.Printed.Where(line => line.StartsWith("writer ", StringComparison.Ordinal)),
            line => Assert.Equal("writer ".Length + 2 * gidBytes, line.Length));
    }

    [SkippableTheory]
    [InlineData("jazzy")]
    [InlineData("humble")]
    public void A_node_of_a_peer_is_known_by_name_in_either_layout_and_gone_when_the_peer_goes(string layout)
    {
        using (Peer.Start(PeerKind.Cyclone, "announce", "beacon", layout))
        {
            Wait(() => Context.Graph.GetNodes().Contains(new NodeInfo("beacon", "/peer", "/")), "the peer's node");
        }

        // It was killed, so its lease has to run out.
        Wait(() => Context.Graph.GetNodes().Count == 0, "the end of the peer's node");
    }
}
