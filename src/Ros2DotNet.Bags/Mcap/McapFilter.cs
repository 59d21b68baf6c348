namespace Ros2DotNet.Bags.Mcap;

/// <summary>Which messages are wanted.</summary>
public sealed record McapFilter
{
    /// <summary>Channels; all where null.</summary>
    public Func<McapChannel, bool>? Channels { get; init; }

    /// <summary>Least log time in ns.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Greatest log time in ns.</summary>
    public ulong EndTime { get; init; } = ulong.MaxValue;
}
