using Ros2DotNet.Messages.LifecycleMsgs;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Tests.Lifecycle;

[Collection("dds")]
public sealed class LifecycleTests : TestDomain
{
    [Fact]
    public async Task A_supervisor_brings_a_node_up_and_down()
    {
        using var managed = new Camera(First);
        using var supervisor = Second.CreateNode("supervisor");
        var events = new List<string>();
        var subscription =
            supervisor.CreateSubscription<TransitionEvent>("/camera/transition_event", QosProfile.Default, message =>
        {
            lock (events)
            {
                events.Add($"{message.StartState.Label} > {message.GoalState.Label}");
            }
        });
        var change = supervisor.CreateClient<ChangeStateRequest, ChangeStateResponse>("/camera/change_state");
        var get = supervisor.CreateClient<GetStateRequest, GetStateResponse>("/camera/get_state");
        var available = supervisor.CreateClient<GetAvailableTransitionsRequest,
            GetAvailableTransitionsResponse>("/camera/get_available_transitions");
        Assert.True(await change.WaitForServiceAsync(Soon) && await get.WaitForServiceAsync(Soon) &&
            await available.WaitForServiceAsync(Soon));
        Assert.True(await subscription.WaitForPublisherAsync(Soon));

        Assert.False(await ChangeAsync(change, Transition.TransitionActivate));
        Assert.True(await ChangeAsync(change, Transition.TransitionConfigure));
        managed.Output.Publish(new StringMessage());
        Assert.Equal(1, managed.Output.Dropped);
        Assert.True(await ChangeAsync(change, Transition.TransitionActivate));
        managed.Output.Publish(new StringMessage());
        Assert.Equal(1, managed.Output.Dropped);
        Assert.Equal("active", (await get.CallAsync(new GetStateRequest(), Soon)).CurrentState.Label);
        var transitions = (await available.CallAsync(new GetAvailableTransitionsRequest(), Soon)).AvailableTransitions;
        Assert.Equal(["deactivate", "shutdown"], transitions.AsSpan().ToArray().Select(item => item.Transition.Label));

        var request = new ChangeStateRequest();
        request.Transition.Label = "shutdown";
        Assert.True((await change.CallAsync(request, Soon)).Success);
        Assert.Equal(LifecycleState.Finalized, managed.State);
        PrivateDomain.WaitFor(() =>
        {
            lock (events)
            {
                return events.Count == 6;
            }
        }, "six events");
        Assert.Equal(
            ["unconfigured > configuring", "configuring > inactive", "inactive > activating", "activating > active",
                "active > shuttingdown", "shuttingdown > finalized"], events);
    }

    [Fact]
    public void A_callback_that_throws_leads_through_error_processing()
    {
        using var managed = new Camera(First) { Broken = true };

        Assert.False(managed.Trigger("configure"));
        Assert.Equal(LifecycleState.Unconfigured, managed.State);

        managed.Broken = false;
        Assert.True(managed.Trigger("configure"));
        Assert.False(managed.Trigger("configure"));
        Assert.True(managed.Trigger("cleanup"));
        Assert.Equal(LifecycleState.Unconfigured, managed.State);
    }

    [Fact]
    public void A_publisher_of_a_configuration_ends_with_it()
    {
        using var managed = new Camera(First);
        var endpoints = managed.Node.Entry().Writers.Count;
        for (var i = 0; i < 3; i++)
        {
            using var publisher = managed.CreateLifecyclePublisher<StringMessage>("overlay", QosProfile.Default);
            Assert.Equal(endpoints + 1, managed.Node.Entry().Writers.Count);
        }

        Assert.Equal(endpoints, managed.Node.Entry().Writers.Count);
        Assert.True(managed.Trigger("configure") && managed.Trigger("activate"));
    }

    private static async Task<bool> ChangeAsync(ServiceClient<ChangeStateRequest, ChangeStateResponse> client,
        byte transition)
    {
        var request = new ChangeStateRequest();
        request.Transition.Id = transition;
        return (await client.CallAsync(request, Soon)).Success;
    }

    private sealed class Camera : LifecycleNode
    {
        public Camera(RosContext context) : base(context, "camera") =>
            Output = CreateLifecyclePublisher<StringMessage>("image", QosProfile.Default);

        public LifecyclePublisher<StringMessage> Output { get; }

        public bool Broken { get; set; }

        protected override TransitionResult OnConfigure(LifecycleState previous) =>
            Broken ? throw new InvalidOperationException("no camera") : TransitionResult.Success;

        protected override TransitionResult OnError(LifecycleState previous) => TransitionResult.Success;
    }
}
