using Microsoft.Extensions.Logging;
using Ros2DotNet.Messages.LifecycleMsgs;

namespace Ros2DotNet;

/// <summary>
/// A managed node: a supervisor (launch, nav2's lifecycle manager, <c>perception ros lifecycle</c>) brings it up and
/// down through five services. Derive and override what the node has to do on its transitions.
/// </summary>
public abstract class LifecycleNode : IDisposable
{
    // Transitions follow each other; recursive, because a callback may ask for one.
    private readonly object _gate = new();
    private readonly List<ILifecyclePublisher> _publishers = [];
    private readonly Publisher<TransitionEvent> _events;
    private readonly TransitionEvent _event = new();

    /// <summary>Creates the node with its services, unconfigured.</summary>
    protected LifecycleNode(RosContext context, string defaultName, string defaultNamespace = "/",
        NodeOptions? options = null)
    {
        Node = context.CreateNode(defaultName, defaultNamespace, options);
        _events = Node.CreatePublisher<TransitionEvent>("~/transition_event", QosProfile.Default);
        Node.CreateService<ChangeStateRequest, ChangeStateResponse>("~/change_state", ChangeState);
        Node.CreateService<GetStateRequest, GetStateResponse>("~/get_state", _ =>
        {
            var response = new GetStateResponse();
            Fill(response.CurrentState, State);
            return response;
        });
        Node.CreateService<GetAvailableStatesRequest, GetAvailableStatesResponse>("~/get_available_states", _ =>
        {
            var response = new GetAvailableStatesResponse();
            foreach (var state in LifecycleMachine.States)
            {
                Fill(response.AvailableStates.Add(), state);
            }

            return response;
        });
        Node.CreateService<GetAvailableTransitionsRequest, GetAvailableTransitionsResponse>(
            "~/get_available_transitions", _ => Describe(LifecycleMachine.From(State)));
        Node.CreateService<GetAvailableTransitionsRequest, GetAvailableTransitionsResponse>(
            "~/get_transition_graph", _ => Describe(LifecycleMachine.Transitions));
    }

    /// <summary>What it is made of.</summary>
    public Node Node { get; }

    /// <summary>The state now.</summary>
    public LifecycleState State { get; private set; } = LifecycleState.Unconfigured;

    /// <summary>Prepares what activation needs: parameters, models, subscriptions.</summary>
    protected virtual TransitionResult OnConfigure(LifecycleState previous) => TransitionResult.Success;

    /// <summary>Takes back what was configured.</summary>
    protected virtual TransitionResult OnCleanup(LifecycleState previous) => TransitionResult.Success;

    /// <summary>Starts the work.</summary>
    protected virtual TransitionResult OnActivate(LifecycleState previous) => TransitionResult.Success;

    /// <summary>Rests.</summary>
    protected virtual TransitionResult OnDeactivate(LifecycleState previous) => TransitionResult.Success;

    /// <summary>Ends for good.</summary>
    protected virtual TransitionResult OnShutdown(LifecycleState previous) => TransitionResult.Success;

    /// <summary>Mends what went wrong: success leads back to unconfigured, everything else to the end.</summary>
    protected virtual TransitionResult OnError(LifecycleState previous) => TransitionResult.Failure;

    /// <summary>A publisher that is silent unless the node is active.</summary>
    public LifecyclePublisher<T> CreateLifecyclePublisher<T>(string topic, QosProfile qos)
        where T : class, IRosMessage<T>, new()
    {
        lock (_gate)
        {
            var publisher = new LifecyclePublisher<T>(Node.CreatePublisher<T>(topic, qos), Forget)
            {
                IsActivated = State == LifecycleState.Active
            };
            _publishers.Add(publisher);
            return publisher;
        }
    }

    /// <summary>Goes through a transition by its label; false if it does not start here or did not succeed.</summary>
    public bool Trigger(string label)
    {
        lock (_gate)
        {
            return LifecycleMachine.From(State)
                .FirstOrDefault(transition => transition.Label == label && IsPrimary(transition)) is { } transition
                && Execute(transition);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the node; a derived class disposes what is its own before.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Node.Dispose();
        }
    }

    // Ids below ten are what callers may ask for; the rest are the outcomes.
    private static bool IsPrimary(LifecycleTransition transition) => transition.Id < 10;

    private ChangeStateResponse ChangeState(ChangeStateRequest request)
    {
        lock (_gate)
        {
            var label = request.Transition.Label;
            var transition = LifecycleMachine.From(State).FirstOrDefault(candidate => IsPrimary(candidate) &&
                (label.Length > 0 ? candidate.Label == label : candidate.Id == request.Transition.Id));
            if (transition is null)
            {
                Node.Logger.LogWarning(
                    "the transition '{Transition}' does not start at {State}; possible are {Possible}",
                    label.Length > 0
                        ? label
                        : request.Transition.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    LifecycleMachine.Label(State), string.Join(", ",
                        LifecycleMachine.From(State).Where(IsPrimary).Select(candidate => candidate.Label)));
                return new ChangeStateResponse();
            }

            return new ChangeStateResponse { Success = Execute(transition) };
        }
    }

    private bool Execute(LifecycleTransition transition)
    {
        var previous = State;
        Move(transition);
        var result = Call(transition.Goal, previous);
        if (result == TransitionResult.Success && transition.Goal is LifecycleState.Activating)
        {
            SetPublishers(true);
        }

        Move(LifecycleMachine.After(State, result));
        if (State == LifecycleState.ErrorProcessing)
        {
            Move(LifecycleMachine.After(State, Call(LifecycleState.ErrorProcessing, previous)));
        }

        if (State != LifecycleState.Active)
        {
            SetPublishers(false);
        }

        return result == TransitionResult.Success;
    }

    private TransitionResult Call(LifecycleState transitioning, LifecycleState previous)
    {
        try
        {
            return transitioning switch
            {
                LifecycleState.Configuring => OnConfigure(previous),
                LifecycleState.CleaningUp => OnCleanup(previous),
                LifecycleState.Activating => OnActivate(previous),
                LifecycleState.Deactivating => OnDeactivate(previous),
                LifecycleState.ShuttingDown => OnShutdown(previous),
                _ => OnError(previous),
            };
        }
        catch (Exception e)
        {
            Node.Logger.LogError(e, "the callback of {State} failed", LifecycleMachine.Label(transitioning));
            return TransitionResult.Error;
        }
    }

    private void Move(LifecycleTransition transition)
    {
        State = transition.Goal;
        _event.Timestamp = (ulong)Math.Max(0, Node.Now().Nanoseconds);
        (_event.Transition.Id, _event.Transition.Label) = (transition.Id, transition.Label);
        Fill(_event.StartState, transition.Start);
        Fill(_event.GoalState, transition.Goal);
        _events.Publish(_event);
    }

    private void Forget(ILifecyclePublisher publisher)
    {
        lock (_gate)
        {
            _publishers.Remove(publisher);
        }
    }

    private void SetPublishers(bool active)
    {
        foreach (var publisher in _publishers)
        {
            publisher.IsActivated = active;
        }
    }

    private static GetAvailableTransitionsResponse Describe(IEnumerable<LifecycleTransition> transitions)
    {
        var response = new GetAvailableTransitionsResponse();
        foreach (var transition in transitions)
        {
            var description = response.AvailableTransitions.Add();
            (description.Transition.Id, description.Transition.Label) = (transition.Id, transition.Label);
            Fill(description.StartState, transition.Start);
            Fill(description.GoalState, transition.Goal);
        }

        return response;
    }

    private static void Fill(State message, LifecycleState state) =>
        (message.Id, message.Label) = ((byte)state, LifecycleMachine.Label(state));
}
