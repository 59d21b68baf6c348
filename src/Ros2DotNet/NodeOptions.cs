namespace Ros2DotNet;

/// <summary>How a node is furnished.</summary>
public sealed record NodeOptions
{
    /// <summary>What runs its handlers; the context's own single thread if null.</summary>
    public RosExecutor? Executor { get; init; }

    /// <summary>
    /// Messages of publishers in the same context come by reference, neither copied nor through DDS. For subscriptions
    /// that want no late messages (volatile); others go through DDS as always.
    /// </summary>
    public bool IntraProcess { get; init; }

    /// <summary>The six parameter services and <c>/parameter_events</c>.</summary>
    public bool ParameterServices { get; init; } = true;

    /// <summary>Log lines go to <c>/rosout</c> too; <c>--disable-rosout-logs</c> wins.</summary>
    public bool Rosout { get; init; } = true;

    /// <summary><c>~/get_logger_levels</c> and <c>~/set_logger_levels</c>, off by default as in rclcpp.</summary>
    public bool LoggerServices { get; init; }
}
