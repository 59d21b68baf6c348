namespace Perception.Inference;

/// <summary>How a backend runs a network.</summary>
public sealed record InferenceOptions
{
    /// <summary>What is to compute; where it cannot be had, the CPU does.</summary>
    public ExecutionProvider Provider { get; init; }

    /// <summary>Which of several GPUs.</summary>
    public int DeviceId { get; init; }

    /// <summary>Threads of one run; 0 lets the backend choose.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>Whether idle threads spin: faster on an idle machine, slower for everybody on a busy one.</summary>
    public bool AllowSpinning { get; init; } = true;

    /// <summary>Outputs that are to be computed, by name; null for all.</summary>
    public IReadOnlyCollection<string>? Outputs { get; init; }

    /// <summary>
    /// Values for dimensions that the model leaves open, in the order of the input's shape; null takes 1 for all.
    /// </summary>
    public IReadOnlyList<int>? InputShape { get; init; }
}
