namespace Ros2DotNet;

/// <summary>What may be said of a parameter beside its default.</summary>
public sealed record ParameterDescriptor
{
    public string Description { get; init; } = "";

    /// <summary>Smallest value allowed, for numbers.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest value allowed, for numbers.</summary>
    public double? Maximum { get; init; }

    /// <summary>The texts allowed; null for any.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    public bool ReadOnly { get; init; }
}
