namespace Ros2DotNet;

/// <summary>What may be said of a parameter beside its default.</summary>
public sealed record ParameterDescriptor
{
    public string Description { get; init; } = "";

    /// <summary>What is allowed in words, where range and list do not say it.</summary>
    public string AdditionalConstraints { get; init; } = "";

    /// <summary>Smallest value allowed, for numbers.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest value allowed, for numbers.</summary>
    public double? Maximum { get; init; }

    /// <summary>Values allowed are the minimum and whole steps above it, and the maximum; zero for any.</summary>
    public double Step { get; init; }

    /// <summary>The texts allowed; null for any.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Whether it keeps the value that it was declared with.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether a value of another type may be set.</summary>
    public bool DynamicTyping { get; init; }
}
