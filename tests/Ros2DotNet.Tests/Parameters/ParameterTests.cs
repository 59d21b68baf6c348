using Ros2DotNet.Messages.RclInterfaces;
using Ros2DotNet.Messages.RosgraphMsgs;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Tests.Parameters;

[Collection("dds")]
public sealed class ParameterTests : TestDomain
{
    [Fact]
    public async Task Another_node_sets_and_reads_parameters_through_the_services()
    {
        using var node = First.CreateNode("camera");
        node.Parameters.Declare("rate", 10.0,
            new ParameterDescriptor { Minimum = 1, Maximum = 60, Description = "Frames per second." });
        node.Parameters.Declare("labels", new[] { "car" });
        node.Parameters.Declare("count", 3);
        using var other = Second.CreateNode("other");
        var set = other.CreateClient<SetParametersRequest,
            SetParametersResponse>("/camera/set_parameters", QosProfile.Parameters);
        var get = other.CreateClient<GetParametersRequest,
            GetParametersResponse>("/camera/get_parameters", QosProfile.Parameters);
        var describe = other.CreateClient<DescribeParametersRequest,
            DescribeParametersResponse>("/camera/describe_parameters", QosProfile.Parameters);
        var list = other.CreateClient<ListParametersRequest,
            ListParametersResponse>("/camera/list_parameters", QosProfile.Parameters);
        Assert.True(await set.WaitForServiceAsync(Soon) && await get.WaitForServiceAsync(Soon) &&
            await describe.WaitForServiceAsync(Soon) && await list.WaitForServiceAsync(Soon));

        var request = new SetParametersRequest();
        Add(request.Parameters, "rate", 25.0);
        Add(request.Parameters, "rate", 100.0);
        Add(request.Parameters, "labels", new[] { "car", "bus" });
        Add(request.Parameters, "nothing", true);
        var results = (await set.CallAsync(request, Soon)).Results;
        Assert.Equal([true, false, true, false], results.AsSpan().ToArray().Select(result => result.Successful));
        Assert.Equal("the parameter 'rate' of /camera cannot be 100; allowed is 1 to 60", results[1].Reason);
        Assert.Equal("the parameter 'nothing' of /camera is not declared", results[3].Reason);
        Assert.Equal(25.0, node.Parameters.Get<double>("rate"));

        var names = new GetParametersRequest();
        names.Names.Add("labels");
        names.Names.Add("count");
        var values = (await get.CallAsync(names, Soon)).Values;
        Assert.Equal(["car", "bus"], (string[])ParameterMessages.Read(values[0])!);
        Assert.Equal(3L, ParameterMessages.Read(values[1]));

        var descriptor = new DescribeParametersRequest();
        descriptor.Names.Add("rate");
        var described = (await describe.CallAsync(descriptor, Soon)).Descriptors[0];
        Assert.Equal("Frames per second.", described.Description);
        Assert.Equal(60, described.FloatingPointRange[0].ToValue);
        Assert.Equal(["count", "labels", "rate", "use_sim_time"],
            (await list.CallAsync(new ListParametersRequest(), Soon)).Result.Names.AsSpan().ToArray());
    }

    [Fact]
    public void A_check_refuses_with_its_reason_and_nothing_of_an_atomic_set_happens()
    {
        using var node = First.CreateNode("node");
        node.Parameters.Declare("low", 1);
        node.Parameters.Declare("high", 5);
        using var check = node.Parameters.OnSet(changes =>
            changes.Any(change => change is { Name: "high", Value: long and < 5 }) ? "high must stay above 5" : null);

        var refused = node.Parameters.Set([("low", 2), ("high", 3)]);
        Assert.Equal(ParameterSetResult.Refused("high must stay above 5"), refused);
        Assert.Equal(1, node.Parameters.Get<int>("low"));

        Assert.True(node.Parameters.Set([("low", 2), ("high", 7)]).Successful);
        Assert.Equal((2, 7), (node.Parameters.Get<int>("low"), node.Parameters.Get<int>("high")));
    }

    [Fact]
    public void A_read_only_parameter_and_one_of_another_type_are_not_set()
    {
        using var node = First.CreateNode("node");
        node.Parameters.Declare("model", "a.onnx", new ParameterDescriptor { ReadOnly = true });
        node.Parameters.Declare("threads", 2);

        Assert.Equal("the parameter 'model' of /node is read-only", node.Parameters.Set("model", "b.onnx").Reason);
        Assert.Equal("the parameter 'threads' of /node is an integer and cannot be a string (two)",
            node.Parameters.Set("threads", "two").Reason);
    }

    [Fact]
    public void Changes_are_told_on_parameter_events()
    {
        using var listener = Second.CreateNode("listener", options: new NodeOptions { ParameterServices = false });
        var events = new List<string>();
        var subscription =
            listener.CreateSubscription<ParameterEvent>("/parameter_events", QosProfile.ParameterEvents, message =>
        {
            lock (events)
            {
                events.AddRange(message.NewParameters.ToArray().Where(item => item.Name == "gain")
                    .Select(item => $"new {message.Node} {item.Name}"));
                events.AddRange(message.ChangedParameters.ToArray()
                    .Select(item => $"set {message.Node} {item.Name} {item.Value.IntegerValue}"));
                events.AddRange(message.DeletedParameters.ToArray()
                    .Select(item => $"gone {message.Node} {item.Name}"));
            }
        });
        using var node = First.CreateNode("node");
        PrivateDomain.WaitFor(() => subscription.PublisherCount == 1, "the match");
        node.Parameters.Declare("gain", 1);
        node.Parameters.Set("gain", 2);
        node.Parameters.Undeclare("gain");

        PrivateDomain.WaitFor(() =>
        {
            lock (events)
            {
                return events.Count >= 3;
            }
        }, "three events");
        Assert.Equal(["new /node gain", "set /node gain 2", "gone /node gain"], events);
    }

    [Fact]
    public void Qos_overrides_reach_the_endpoint_and_show_as_read_only_parameters()
    {
        using var context =
            new RosContext(["--ros-args", "-p", "qos_overrides./image.publisher.reliability:=best_effort",
            "-p", "qos_overrides./image.publisher.depth:=3"]);
        using var node = context.CreateNode("node");
        var publisher = node.CreatePublisher<StringMessage>("image", QosProfile.Default);

        Assert.Equal((ReliabilityPolicy.BestEffort, 3), (publisher.Qos.Reliability, publisher.Qos.Depth));
        Assert.Equal(3L, node.Parameters.Values["qos_overrides./image.publisher.depth"]);
        Assert.False(node.Parameters.Set("qos_overrides./image.publisher.depth", 4).Successful);
    }

    [Theory]
    [InlineData("qos_overrides./image.publisher.reliability:=maybe", "'qos_overrides./image.publisher.reliability' is maybe; allowed are reliable, best_effort")]
    [InlineData("qos_overrides./image.publisher.size:=3", "'qos_overrides./image.publisher.size' names no QoS policy")]
    [InlineData("qos_overrides./image.publisher.depth:=0", "'qos_overrides./image.publisher.depth' is 0; allowed is a number above zero")]
    public void A_wrong_qos_override_is_one_clear_sentence(string given, string says)
    {
        using var context = new RosContext(["--ros-args", "-p", given]);
        using var node = context.CreateNode("node");

        var error = Assert.Throws<RosParameterException>(
            () => node.CreatePublisher<StringMessage>("image", QosProfile.Default));
        Assert.StartsWith(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_sim_time_takes_the_time_from_the_clock_topic_and_timers_follow_it()
    {
        using var simulator = First.CreateNode("simulator");
        var clock = simulator.CreatePublisher<Clock>("/clock", QosProfile.Default);
        using var node = Second.CreateNode("node");
        Assert.True(node.Parameters.Set("use_sim_time", true).Successful);
        Assert.Equal(0, node.Now().Nanoseconds);
        var calls = 0;
        node.CreateTimer(TimeSpan.FromSeconds(1), () => Interlocked.Increment(ref calls));
        Assert.True(await clock.WaitForSubscriberAsync(Soon));

        var message = new Clock();
        for (var tenth = 1; tenth <= 35; tenth++)
        {
            new RosTime(tenth * 100_000_000L).CopyTo(message.ClockValue);
            clock.Publish(message);
            PrivateDomain.WaitFor(() => node.Now().Nanoseconds == tenth * 100_000_000L, "the tick");
            // The timer runs on the node's thread after the tick.
            PrivateDomain.WaitFor(() => Volatile.Read(ref calls) == tenth / 10, "the timer's call");
        }

        Assert.True(node.Parameters.Set("use_sim_time", false).Successful);
        Assert.True(node.Now().Nanoseconds > 1_600_000_000_000_000_000);
    }

    private static void Add(Sequence<Parameter> parameters, string name, object value)
    {
        var parameter = parameters.Add();
        parameter.Name = name;
        ParameterMessages.Fill(parameter.Value, value);
    }
}
