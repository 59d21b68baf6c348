namespace Ros2DotNet.Bags;

/// <summary>Which messages are wanted.</summary>
public sealed record BagFilter
{
    public static BagFilter Everything { get; } = new();

    /// <summary>Asked about each of <see cref="Bag.Topics"/>; all where null.</summary>
    public Func<BagTopic, bool>? Topics { get; init; }

    /// <summary>Least log time in ns.</summary>
    public long StartTimeNs { get; init; } = long.MinValue;

    /// <summary>Greatest log time in ns.</summary>
    public long EndTimeNs { get; init; } = long.MaxValue;

    internal bool Wants(BagTopic topic) => Topics is null || Topics(topic);
}
