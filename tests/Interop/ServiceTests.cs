using Ros2DotNet;
using Ros2DotNet.Messages.ExampleInterfaces;
using Ros2DotNet.Messages.StdSrvs;

namespace Interop;

/// <summary>Services between us and both middlewares' conventions.</summary>
public sealed class ServiceTests : PeerDomain
{
    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public async Task Our_client_calls_a_server_of_either_convention(PeerKind kind)
    {
        using var peer = Peer.Start(kind, "serve", "/peer/add");
        using var node = Context.CreateNode("client");
        var client = node.CreateClient<AddTwoIntsRequest, AddTwoIntsResponse>("/peer/add");
        Assert.True(await client.WaitForServiceAsync(Soon));

        // No more at once than the peer's history holds.
        var calls = Enumerable.Range(1, 8)
            .Select(i => client.CallAsync(new AddTwoIntsRequest { A = i, B = 1000 }, Soon)).ToArray();

        Assert.Equal(Enumerable.Range(1001, 8).Select(sum => (long)sum),
            (await Task.WhenAll(calls)).Select(answer => answer.Sum));
        Wait(() => peer.Printed.Length == 9, "the peer's account");
        Assert.Equal(Enumerable.Range(1, 8).Select(i => $"served {i} 1000").Prepend("ready"), peer.Printed.Order());
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public async Task Two_clients_of_ours_tell_their_answers_apart(PeerKind kind)
    {
        using var peer = Peer.Start(kind, "serve", "/peer/add");
        using var node = Context.CreateNode("clients");
        var clients = Enumerable.Range(0, 2)
            .Select(_ => node.CreateClient<AddTwoIntsRequest, AddTwoIntsResponse>("/peer/add")).ToArray();
        foreach (var client in clients)
        {
            Assert.True(await client.WaitForServiceAsync(Soon));
        }

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => clients[i % 2].CallAsync(new AddTwoIntsRequest { A = i, B = i }, Soon)));

        Assert.Equal(Enumerable.Range(0, 8).Select(i => 2L * i), answers.Select(answer => answer.Sum));
    }

    [SkippableFact]
    public async Task A_client_follows_when_a_server_of_the_other_convention_takes_over()
    {
        using var node = Context.CreateNode("client");
        var client = node.CreateClient<AddTwoIntsRequest, AddTwoIntsResponse>("/peer/add");
        foreach (var kind in new[] { PeerKind.Cyclone, PeerKind.Fast, PeerKind.Cyclone })
        {
            using (Peer.Start(kind, "serve", "/peer/add"))
            {
                Wait(() => Context.Graph.GetServiceEndpoints().Any(endpoint =>
                    endpoint is { Service: "/peer/add", IsServer: true } &&
                        endpoint.IsFastDds == (kind == PeerKind.Fast)), "the server");
                Assert.True(await client.WaitForServiceAsync(Soon));
                Assert.Equal(42, (await client.CallAsync(new AddTwoIntsRequest { A = 40, B = 2 }, Soon)).Sum);
            }

            // It was killed, so its lease has to run out.
            Wait(() => !client.IsAvailable, "the end of the server");
        }
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task Answers_of_a_Fast_server_arrive_whole_however_many_fragments_they_take(int size)
    {
        using var peer = Peer.Start(PeerKind.Fast, "serve-text", "/peer/text", $"{size}");
        using var node = Context.CreateNode("client");
        var client = node.CreateClient<TriggerRequest, TriggerResponse>("/peer/text");
        Assert.True(await client.WaitForServiceAsync(Soon));

        for (var i = 0; i < 5; i++)
        {
            var answer = await client.CallAsync(new TriggerRequest(), Soon);
            Assert.True(answer.Success);
            Assert.Equal(string.Concat(Enumerable.Range(0, size).Select(k => (char)('a' + k % 26))), answer.Message);
        }
    }

    [SkippableFact]
    public void A_Cyclone_client_gets_the_answers_of_our_server()
    {
        using var node = Context.CreateNode("server");
        var service = node.CreateService("/our/add",
            (AddTwoIntsRequest request) => new AddTwoIntsResponse { Sum = request.A + request.B });
        using var peer = Peer.Start(PeerKind.Cyclone, "call", "/our/add", "40", "1");

        Assert.Equal(["sum 42", "sum 43", "sum 44"], peer.Lines());
        Assert.Equal((3, 0), (service.Served, service.Refused));
    }

    [SkippableFact]
    public void A_Fast_client_is_refused_with_the_remedy_and_never_reaches_the_handler()
    {
        using var node = Context.CreateNode("server");
        var heard = new LogListener(node);
        var service = node.CreateService("/our/add", (AddTwoIntsRequest _) => new AddTwoIntsResponse());
        using var peer = Peer.Start(PeerKind.Fast, "call", "/our/add", "2", "40");

        Assert.Equal(["no answer"], peer.Lines());
        Wait(() => service.Refused > 0, "the refusal");
        Assert.Equal((0, 1), (service.Served, service.Refused));
        Wait(() => heard.Has("'/our/add'", "RMW_IMPLEMENTATION=rmw_cyclonedds_cpp"), "the warning");
    }

    [SkippableFact]
    public void Parameters_are_set_and_read_by_a_Cyclone_peer()
    {
        using var node = Context.CreateNode("car", "/fleet");
        node.Parameters.Declare("speed", 1.5);
        node.Parameters.Declare("name", "herbie");

        Assert.Equal(["successful "], Run("set-parameter", "/fleet/car", "speed", "2.25"));
        Assert.Equal(2.25, node.Parameters.Get<double>("speed"));
        Assert.Equal(["double 2.25"], Run("get-parameter", "/fleet/car", "speed"));
        Assert.Equal(["string herbie"], Run("get-parameter", "/fleet/car", "name"));
        Assert.Equal(["bool 0"], Run("get-parameter", "/fleet/car", "use_sim_time"));

        var refusal = Assert.Single(Run("set-parameter", "/fleet/car", "speed", "fast"));
        Assert.StartsWith("refused ", refusal);
        Assert.Contains("speed", refusal);
        Assert.Equal(2.25, node.Parameters.Get<double>("speed"));
    }

    private static string[] Run(params string[] arguments)
    {
        using var peer = Peer.Start(PeerKind.Cyclone, arguments);
        return peer.Lines();
    }
}
