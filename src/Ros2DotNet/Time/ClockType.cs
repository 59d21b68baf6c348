namespace Ros2DotNet;

/// <summary>Where a clock's time comes from.</summary>
public enum ClockType
{
    /// <summary>The system's clock, nanoseconds since 1970 (UTC); it may be set.</summary>
    System,

    /// <summary>Runs evenly from an arbitrary start.</summary>
    Steady,

    /// <summary>The time of <c>/clock</c> while <c>use_sim_time</c> is set, else the system's.</summary>
    Ros,
}
