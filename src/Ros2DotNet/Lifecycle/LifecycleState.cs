using Ros2DotNet.Messages.LifecycleMsgs;

namespace Ros2DotNet;

/// <summary>
/// States of a managed node with the numbers of <c>lifecycle_msgs/msg/State</c> (design article "Managed nodes").
/// </summary>
public enum LifecycleState : byte
{
    Unknown = State.PrimaryStateUnknown,
    Unconfigured = State.PrimaryStateUnconfigured,
    Inactive = State.PrimaryStateInactive,
    Active = State.PrimaryStateActive,
    Finalized = State.PrimaryStateFinalized,
    Configuring = State.TransitionStateConfiguring,
    CleaningUp = State.TransitionStateCleaningup,
    ShuttingDown = State.TransitionStateShuttingdown,
    Activating = State.TransitionStateActivating,
    Deactivating = State.TransitionStateDeactivating,
    ErrorProcessing = State.TransitionStateErrorprocessing,
}
