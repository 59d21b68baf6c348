using static Ros2DotNet.LifecycleState;

namespace Ros2DotNet;

/// <summary>The arrows of the standard state machine, as rcl_lifecycle has them.</summary>
public static class LifecycleMachine
{
    private const string SuccessLabel = "transition_success";
    private const string FailureLabel = "transition_failure";
    private const string ErrorLabel = "transition_error";

    /// <summary>All arrows.</summary>
    public static IReadOnlyList<LifecycleTransition> Transitions { get; } =
    [
        new(1, "configure", Unconfigured, Configuring),
        new(10, SuccessLabel, Configuring, Inactive),
        new(11, FailureLabel, Configuring, Unconfigured),
        new(12, ErrorLabel, Configuring, ErrorProcessing),
        new(2, "cleanup", Inactive, CleaningUp),
        new(20, SuccessLabel, CleaningUp, Unconfigured),
        new(21, FailureLabel, CleaningUp, Inactive),
        new(22, ErrorLabel, CleaningUp, ErrorProcessing),
        new(3, "activate", Inactive, Activating),
        new(30, SuccessLabel, Activating, Active),
        new(31, FailureLabel, Activating, Inactive),
        new(32, ErrorLabel, Activating, ErrorProcessing),
        new(4, "deactivate", Active, Deactivating),
        new(40, SuccessLabel, Deactivating, Inactive),
        new(41, FailureLabel, Deactivating, Active),
        new(42, ErrorLabel, Deactivating, ErrorProcessing),
        new(5, "shutdown", Unconfigured, ShuttingDown),
        new(6, "shutdown", Inactive, ShuttingDown),
        new(7, "shutdown", Active, ShuttingDown),
        new(50, SuccessLabel, ShuttingDown, Finalized),
        new(51, FailureLabel, ShuttingDown, Finalized),
        new(52, ErrorLabel, ShuttingDown, ErrorProcessing),
        new(60, SuccessLabel, ErrorProcessing, Unconfigured),
        new(61, FailureLabel, ErrorProcessing, Finalized),
        new(62, ErrorLabel, ErrorProcessing, Finalized),
    ];

    /// <summary>All states, unknown included.</summary>
    public static IReadOnlyList<LifecycleState> States { get; } = Enum.GetValues<LifecycleState>();

    /// <summary>The arrows that start at a state.</summary>
    public static IEnumerable<LifecycleTransition> From(LifecycleState state) =>
        Transitions.Where(transition => transition.Start == state);

    /// <summary>The name of a state on the wire.</summary>
    public static string Label(LifecycleState state) => state.ToString().ToLowerInvariant();

    internal static LifecycleTransition After(LifecycleState transitioning, TransitionResult result) =>
        From(transitioning).First(transition => transition.Label == result switch
        {
            TransitionResult.Success => SuccessLabel,
            TransitionResult.Failure => FailureLabel,
            _ => ErrorLabel,
        });
}
