namespace Perception.Toolchain.Linting;

/// <summary>What a device demands of some operators; data from <c>Rules/*.yaml</c>.</summary>
public sealed record LintRule
{
    /// <summary>For example <c>dla.pool.window</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>The operators that it is about; empty for all.</summary>
    public List<string> Operators { get; init; } = [];

    /// <summary>The mode, as of Resize, that it is about; empty for any.</summary>
    public string Mode { get; init; } = "";

    /// <summary>The fact of a node that is looked at; <see cref="NodeFacts"/> has their names.</summary>
    public string Check { get; init; } = "";

    /// <summary>Values that are allowed: numbers, ranges such as <c>1..8</c>, or words.</summary>
    public List<string> Allow { get; init; } = [];

    /// <summary>What becomes of a node with another value.</summary>
    public LintOutcome Otherwise { get; init; } = LintOutcome.Fallback;

    /// <summary>The demand in words.</summary>
    public string Why { get; init; } = "";

    /// <summary>What mends it; empty where nothing does.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>Where the demand is published.</summary>
    public string Source { get; init; } = "";
}
