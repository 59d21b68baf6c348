namespace Ros2DotNet.Dds;

/// <summary>Spans of time as DDS has them: nanoseconds, with a value for ever.</summary>
internal static class DdsDuration
{
    public const long Forever = long.MaxValue;

    /// <summary>A span that nanoseconds cannot hold, 292 years, is for ever, and so is an infinite time-out.</summary>
    public static long Of(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan || span.Ticks > Forever / TimeSpan.NanosecondsPerTick
            ? Forever
            : span.Ticks * TimeSpan.NanosecondsPerTick;
}
