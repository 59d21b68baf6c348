namespace Ros2DotNet;

/// <summary>
/// A property that is a parameter: bool, int, long, float, double, string, an enum (its names in snake_case as text),
/// or an array of bool, long, double or string. The initializer is the default.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParameterAttribute(string description) : Attribute
{
    /// <summary>What it is for, in a few words.</summary>
    public string Description { get; } = description;

    /// <summary>The name, if it is not the property's in snake_case.</summary>
    public string? Name { get; init; }

    /// <summary>Smallest value allowed; NaN for any.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>Largest value allowed; NaN for any.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>Distance between allowed values; zero for any.</summary>
    public double Step { get; init; }

    /// <summary>The texts allowed; null for any.</summary>
    public string[]? Allowed { get; init; }

    /// <summary>Whether it keeps the value that the node started with.</summary>
    public bool ReadOnly { get; init; }
}
