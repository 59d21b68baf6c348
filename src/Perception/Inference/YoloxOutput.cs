namespace Perception.Inference;

/// <summary>A YOLOX head, [1, cells, 5 + classes].</summary>
public sealed record YoloxOutput : OutputSpec
{
    /// <inheritdoc/>
    public override OutputRole Role => OutputRole.Yolox;

    /// <summary>
    /// Whether boxes are already in pixels of the network's input; otherwise they are relative to their grid cell.
    /// </summary>
    public bool Decoded { get; init; }

    /// <summary>Whether objectness and class scores are already between 0 and 1.</summary>
    public bool Activated { get; init; } = true;

    /// <summary>Strides of the grids in the order of the rows; null finds them from the number of rows.</summary>
    public IReadOnlyList<int>? Strides { get; init; }
}
