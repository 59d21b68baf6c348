namespace Perception.Inference.Hailo;

/// <summary>Networks of a HEF that a chip is configured with together.</summary>
public sealed record HefNetworkGroup
{
    public required string Name { get; init; }

    public required IReadOnlyList<HefLayer> Inputs { get; init; }

    public required IReadOnlyList<HefLayer> Outputs { get; init; }

    public IReadOnlyList<HefNms> Nms { get; init; } = [];

    /// <summary>
    /// Parts that the chip is loaded with one after the other for every frame; more than one costs throughput.
    /// </summary>
    public required int ContextCount { get; init; }

    /// <summary>Frames a second that the compiler expected: an estimate from the file, never a measurement.</summary>
    public double? EstimatedFramesPerSecond { get; init; }
}
