using Ros2DotNet.Dds;
using Ros2DotNet.Graph;
using Ros2DotNet.Messages.RclInterfaces;
using Ros2DotNet.Messages.RmwDdsCommon;
using Ros2DotNet.Messages.StdSrvs;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Tests.Graph;

[Collection("dds")]
public sealed class GraphTests : TestDomain
{
    [Fact]
    public async Task A_node_of_another_participant_appears_with_its_endpoints_and_goes_with_it()
    {
        var node = First.CreateNode("talker", "/robot");
        node.CreatePublisher<StringMessage>("chatter", QosProfile.Latched);
        node.CreateService("~/reset", (EmptyRequest _) => new EmptyResponse());

        Assert.True(await Second.Graph.WaitForAsync(graph =>
            graph.GetEndpoints("/robot/chatter").Any(item => item.Node == "/robot/talker"), Soon));
        var endpoint = Assert.Single(Second.Graph.GetEndpoints("/robot/chatter"));
        Assert.True(endpoint.IsPublisher);
        Assert.Equal("std_msgs/msg/String", endpoint.Type);
        Assert.Equal(StringMessage.TypeHash, endpoint.TypeHash);
        Assert.Equal(DurabilityPolicy.TransientLocal, endpoint.Durability);
        Assert.Contains(Second.Graph.GetNodes(), item => item is { Name: "talker", Namespace: "/robot", Enclave: "/" });
        Assert.True(await Second.Graph.WaitForAsync(graph =>
            graph.GetServiceEndpoints()
                .Any(item => item is { Service: "/robot/talker/reset", IsServer: true, Node: "/robot/talker" }), Soon));
        Assert.Equal(["std_srvs/srv/Empty"], Second.Graph.GetServices()["/robot/talker/reset"]);

        node.Dispose();
        Assert.True(await Second.Graph.WaitForAsync(graph =>
            graph.GetNodes().Count == 0 && graph.GetEndpoints("/robot/chatter").Count == 0, Soon));
    }

    [Fact]
    public async Task A_participant_that_is_gone_takes_its_nodes_along()
    {
        First.CreateNode("mortal");
        Assert.True(await Second.Graph.WaitForAsync(graph => graph.GetNodes().Count == 1, Soon));

        First.Dispose();

        Assert.True(await Second.Graph.WaitForAsync(graph => graph.GetNodes().Count == 0, Soon));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Discovery_info_reads_back_with_gids_of_16_bytes_and_with_Humbles_of_24(bool humble)
    {
        var guids =
            Enumerable.Range(1, 3).Select(i => EndpointGuid.From([.. Enumerable.Repeat((byte)i, 16)])).ToArray();
        DiscoveryInfo.NodeEntry[] nodes =
            [new("/a/b", "first", [guids[1]], [guids[2], guids[0]]), new("/", "second_one", [], [])];
        var bytes = new byte[DiscoveryInfo.Bound(nodes)];
        var length = DiscoveryInfo.Write(guids[0], nodes, humble, bytes);

        var info = DiscoveryInfo.Read(bytes.AsSpan(0, (length + 3) & ~3));

        Assert.Equal(guids[0], info.Participant);
        Assert.Equal(["first", "second_one"], info.Nodes.Select(node => node.Name));
        Assert.Equal([guids[2], guids[0]], info.Nodes[0].Writers);
        if (!humble)
        {
            // The same bytes by the generated codec of the real message definition.
            var message = new ParticipantEntitiesInfo();
            ParticipantEntitiesInfo.Deserialize(bytes.AsSpan(0, length), message);
            Assert.Equal("/a/b", message.NodeEntitiesInfoSeq[0].NodeNamespace);
            Assert.Equal(guids[1].ToArray(), message.NodeEntitiesInfoSeq[0].ReaderGidSeq[0].Data);
        }
    }

    [Fact]
    public void Discovery_info_that_fits_neither_layout_is_refused() =>
        Assert.Throws<CdrException>(() => DiscoveryInfo.Read([0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]));

    [Fact]
    public async Task Malformed_discovery_info_is_skipped_and_the_graph_goes_on()
    {
        using var qos = DdsQos.ForEndpoint(QosProfile.Latched, "", writer: true);
        using var raw = new DdsWriter(First.Participant, DiscoveryPublisher.Topic, ParticipantEntitiesInfo.DdsTypeName,
            qos, "test");
        using var node = First.CreateNode("whole");
        Assert.True(await Second.Graph.WaitForAsync(graph => graph.GetNodes().Count == 1, Soon));
        var random = new Random(8);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[4 + random.Next(1, 200)];
            random.NextBytes(bytes.AsSpan(4));
            bytes[1] = (byte)random.Next(2);
            raw.Write(bytes);
        }

        using var second = First.CreateNode("after");
        Assert.True(await Second.Graph.WaitForAsync(graph => graph.GetNodes().Any(item => item.Name == "after"), Soon));
        Assert.Contains(Second.Graph.GetNodes(), item => item.Name == "whole");
    }

    [Fact]
    public void A_publisher_that_cannot_serve_a_subscription_says_which_policy()
    {
        using var writer = First.CreateNode("writer");
        using var reader = Second.CreateNode("reader");
        var heard = new List<string>();
        using var listener = Second.CreateNode("listener");
        listener.CreateSubscription<Log>("/rosout", QosProfile.Rosout, log =>
        {
            lock (heard)
            {
                heard.Add(log.Msg);
            }
        });
        writer.CreatePublisher<StringMessage>("fragile", QosProfile.SensorData);
        reader.CreateSubscription<StringMessage>("fragile", QosProfile.Default, _ => { });

        bool Heard(string text)
        {
            lock (heard)
            {
                return heard.Exists(line => line.Contains(text, StringComparison.Ordinal) &&
                    line.Contains("RELIABILITY", StringComparison.Ordinal));
            }
        }

        PrivateDomain.WaitFor(() => Heard("a subscription on '/fragile' wants"), "the publisher's warning");
        PrivateDomain.WaitFor(() => Heard("a publisher on '/fragile' offers"), "the subscription's warning");
    }
}
