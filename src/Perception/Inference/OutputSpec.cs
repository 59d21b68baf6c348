namespace Perception.Inference;

/// <summary>What an output is.</summary>
public enum OutputRole { Yolox }

/// <summary>One output of a model and how to read it.</summary>
public sealed record OutputSpec
{
    public required OutputRole Role { get; init; }

    /// <summary>Name of the tensor; null takes the only one whose shape fits the role.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Whether boxes are already in pixels of the network's input; otherwise they are relative to their grid cell.
    /// </summary>
    public bool Decoded { get; init; }

    /// <summary>Whether objectness and class scores are already between 0 and 1.</summary>
    public bool Activated { get; init; } = true;

    /// <summary>Strides of the grids in the order of the rows; null finds them from the number of rows.</summary>
    public IReadOnlyList<int>? Strides { get; init; }
}
