using Ros2DotNet.Dds;
using Ros2DotNet.Messages.ExampleInterfaces;
using Ros2DotNet.Messages.StdSrvs;

namespace Ros2DotNet.Tests.Services;

[Collection("dds")]
public sealed class ServiceTests : TestDomain
{
    [Fact]
    public async Task A_client_of_another_participant_gets_its_answer()
    {
        using var server = First.CreateNode("server");
        server.CreateService("add",
            (AddTwoIntsRequest request) => new AddTwoIntsResponse { Sum = request.A + request.B });
        using var node = Second.CreateNode("client");
        var client = node.CreateClient<AddTwoIntsRequest, AddTwoIntsResponse>("add");
        Assert.True(await client.WaitForServiceAsync(Soon));

        Assert.Equal(42, (await client.CallAsync(new AddTwoIntsRequest { A = 40, B = 2 }, Soon)).Sum);
    }

    [Fact]
    public async Task Two_clients_at_once_each_get_their_own_answers()
    {
        using var server = First.CreateNode("server");
        server.CreateService("add", async (AddTwoIntsRequest request, CancellationToken cancellation) =>
        {
            // Later requests are answered first.
            await Task.Delay((int)(50 - request.A), cancellation);
            return new AddTwoIntsResponse { Sum = request.A + request.B };
        });
        using var node = Second.CreateNode("clients");
        ServiceClient<AddTwoIntsRequest, AddTwoIntsResponse>[] clients =
        [
            node.CreateClient<AddTwoIntsRequest, AddTwoIntsResponse>("add"),
            node.CreateClient<AddTwoIntsRequest, AddTwoIntsResponse>("add"),
        ];
        foreach (var client in clients)
        {
            Assert.True(await client.WaitForServiceAsync(Soon));
        }

        var calls = Enumerable.Range(0, 40).Select(i => (Expected: i + 1000L * (i % 2),
            Answer: clients[i % 2].CallAsync(new AddTwoIntsRequest { A = i, B = 1000 * (i % 2) }, Soon))).ToArray();
        foreach (var (expected, answer) in calls)
        {
            Assert.Equal(expected, (await answer).Sum);
        }
    }

    [Fact]
    public async Task A_service_without_fields_is_called_too()
    {
        using var server = First.CreateNode("server");
        var calls = 0;
        server.CreateService("~/reset", (EmptyRequest _) =>
        {
            calls++;
            return new EmptyResponse();
        });
        using var node = Second.CreateNode("client");
        var client = node.CreateClient<EmptyRequest, EmptyResponse>("/server/reset");
        Assert.True(await client.WaitForServiceAsync(Soon));

        await client.CallAsync(new EmptyRequest(), Soon);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_call_without_a_server_says_so_when_its_time_is_over()
    {
        using var node = First.CreateNode("client");
        var client = node.CreateClient<TriggerRequest, TriggerResponse>("nobody");

        var error = await Assert.ThrowsAsync<RosServiceException>(
            () => client.CallAsync(new TriggerRequest(), TimeSpan.FromMilliseconds(100)));
        Assert.Equal("'/nobody' did not answer within 0.1 s: no server is there", error.Message);
    }

    [Fact]
    public async Task A_tool_waits_for_a_server_once()
    {
        using var node = First.CreateNode("tool");
        var type = MessageTypes.Services["std_srvs/srv/Trigger"];

        var error = await Assert.ThrowsAsync<RosServiceException>(
            () => type.CallAsync(node, "nobody", type.Request.Create(), TimeSpan.FromMilliseconds(100)));
        Assert.Equal("'/nobody' has no server that was found within 0.1 s", error.Message);
    }

    [Fact]
    public async Task A_call_to_a_client_that_is_disposed_says_so()
    {
        using var node = First.CreateNode("client");
        var client = node.CreateClient<TriggerRequest, TriggerResponse>("nobody");
        var call = client.CallAsync(new TriggerRequest());
        client.Dispose();

        await Assert.ThrowsAsync<RosServiceException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CallAsync(new TriggerRequest()));
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        using var node = First.CreateNode("client");
        var client = node.CreateClient<TriggerRequest, TriggerResponse>("nobody");
        using var cancellation = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.CallAsync(new TriggerRequest(), cancellation: cancellation.Token));
    }

    [Fact]
    public async Task A_handler_that_throws_gives_no_answer_and_the_service_lives_on()
    {
        using var server = First.CreateNode("server");
        server.CreateService("fragile", (SetBoolRequest request) =>
            request.Data ? new SetBoolResponse { Success = true } : throw new InvalidOperationException("not today"));
        using var node = Second.CreateNode("client");
        var client = node.CreateClient<SetBoolRequest, SetBoolResponse>("fragile");
        Assert.True(await client.WaitForServiceAsync(Soon));

        await Assert.ThrowsAsync<RosServiceException>(
            () => client.CallAsync(new SetBoolRequest(), TimeSpan.FromMilliseconds(200)));
        Assert.True((await client.CallAsync(new SetBoolRequest { Data = true }, Soon)).Success);
    }

    [Fact]
    public void Requests_that_do_not_fit_are_refused_and_counted()
    {
        using var server = First.CreateNode("server");
        var called = false;
        var service = server.CreateService("strict", (AddTwoIntsRequest _) =>
        {
            called = true;
            return new AddTwoIntsResponse();
        });
        using var qos = DdsQos.ForEndpoint(QosProfile.Services, "", writer: true);
        using var raw = new DdsWriter(Second.Participant, ServiceWire.RequestTopic("/strict"),
            AddTwoIntsRequest.DdsTypeName, qos, "test");
        PrivateDomain.WaitFor(() => raw.MatchedReaders == 1, "the match");

        // As rmw_fastrtps sends it: two numbers and no identity before them.
        raw.Write([0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0]);
        // An identity, and half of a request.
        raw.Write([0, 1, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0]);

        PrivateDomain.WaitFor(() => service.Refused == 2, "two refusals");
        Assert.False(called);
    }
}
