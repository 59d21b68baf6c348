namespace Perception.Inference;

/// <summary>How a backend runs a network.</summary>
public sealed record InferenceOptions
{
    /// <summary>What is to compute.</summary>
    public ExecutionProvider Provider { get; init; }

    /// <summary>The arithmetic; null takes that of the network.</summary>
    public Precision? Precision { get; init; }

    /// <summary>
    /// Whether the CPU may compute, or another arithmetic, where what was asked for cannot be had; otherwise that is an
    /// error. Either way it is said.
    /// </summary>
    public bool AllowFallback { get; init; }

    /// <summary>Which of several GPUs.</summary>
    public int DeviceId { get; init; }

    /// <summary>Settings of the provider by its own names; they go before ours.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Deep-learning accelerator that TensorRT is to use; null for the GPU.</summary>
    public int? DlaCore { get; init; }

    /// <summary>Calibration table in TensorRT's own format, for int8 without quantization in the graph.</summary>
    public string? CalibrationTable { get; init; }

    /// <summary>Where built engines are kept; null takes the user's cache folder.</summary>
    public string? EngineCacheFolder { get; init; }

    /// <summary>Whether to find out which provider computes which node, which costs a run.</summary>
    public bool MeasurePlacement { get; init; }

    /// <summary>
    /// Why what was asked for does not compute at present; with <see cref="AllowFallback"/> the CPU stands in for it.
    /// </summary>
    public string? ProviderProblem { get; init; }

    /// <summary>Told what takes long, a sentence each; null tells nobody.</summary>
    public Action<string>? Progress { get; init; }

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
