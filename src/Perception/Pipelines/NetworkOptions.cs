using Perception.Decoding;
using Perception.Inference;

namespace Perception.Pipelines;

/// <summary>How a network is loaded and read.</summary>
public sealed record NetworkOptions
{
    /// <summary>Heads that are computed; the others are cut out of the network.</summary>
    public NetworkTasks Tasks { get; init; } = NetworkTasks.All;

    /// <summary>How the detection head becomes detections.</summary>
    public YoloxDecoderOptions Detection { get; init; } = new();

    public InferenceOptions Inference { get; init; } = new();

    /// <summary>
    /// Frames that are computed together; more than one where the model's first dimension is open or just that.
    /// </summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Class names of detections that replace those of the manifest.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
