namespace Ros2DotNet.Tf;

/// <summary>What somebody asks of a buffer: the target at one time from the source at another, through a frame that
/// stands still between the two; null where both times are the same.</summary>
internal readonly record struct TransformQuery(
    string Target, RosTime TargetTime, string Source, RosTime SourceTime, string? FixedFrame)
{
    public TransformQuery(string target, string source, RosTime time)
        : this(target, time, source, time, null)
    {
    }
}
