namespace Ros2DotNet;

/// <summary>An arrow of the state machine.</summary>
/// <param name="Id">The number in <c>lifecycle_msgs/msg/Transition</c>.</param>
/// <param name="Label">What callers name it by; several arrows may share a label.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="Goal">Where it leads.</param>
public sealed record LifecycleTransition(byte Id, string Label, LifecycleState Start, LifecycleState Goal);
