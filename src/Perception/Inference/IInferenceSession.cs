namespace Perception.Inference;

/// <summary>
/// A loaded network: the caller writes the inputs of some <see cref="TensorBuffers"/>, runs, reads their outputs. Runs
/// are not to overlap, unless by <see cref="Submit"/> and <see cref="Await"/>.
/// </summary>
public interface IInferenceSession : IDisposable
{
    IReadOnlyList<TensorSpec> Inputs { get; }

    IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>What runs the network, e.g. <c>onnxruntime 1.29.0 cpu</c>.</summary>
    string Description { get; }

    /// <summary>What was asked for.</summary>
    ExecutionProvider RequestedProvider { get; }

    /// <summary>What computes, which need not be what was asked for.</summary>
    ExecutionProvider Provider { get; }

    /// <summary>Which device of several, such as <c>cuda:0</c>.</summary>
    string Device { get; }

    /// <summary>Why provider or precision is not what was asked for; empty where it is.</summary>
    string FallbackReason { get; }

    /// <summary>The arithmetic that was asked for; null where that of the network was.</summary>
    Precision? RequestedPrecision { get; }

    /// <summary>The arithmetic of the network's weights, or that which the backend was told to build.</summary>
    Precision Precision { get; }

    /// <summary>What was asked for but cannot be observed, a sentence each.</summary>
    IReadOnlyList<string> Notes { get; }

    BackendCapabilities Capabilities { get; }

    /// <summary>Which provider computes how many nodes; null where the backend does not say or was not asked.</summary>
    IReadOnlyList<PlacementCount>? Placement { get; }

    /// <summary>What the device says of itself now; may take a moment.</summary>
    DeviceTelemetry ReadTelemetry();

    /// <summary>Buffers for one run under way; the caller disposes them before the session.</summary>
    /// <exception cref="InferenceException">The backend cannot bind them.</exception>
    TensorBuffers CreateBuffers();

    /// <summary>Runs the network from the inputs to the outputs of buffers that this session made.</summary>
    /// <exception cref="BackendException">The device is lost or the library refused.</exception>
    /// <exception cref="InferenceException">The backend failed.</exception>
    void Run(TensorBuffers buffers);

    /// <summary>Runs that the device can hold at once; above 1 the one is written while the other computes.</summary>
    int Depth => 1;

    /// <summary>
    /// Hands the inputs to the device; <see cref="Await"/> is to follow for the same buffers, in the same order. Where
    /// the device holds one run at a time nothing happens before that.
    /// </summary>
    /// <exception cref="InferenceException">As of <see cref="Run"/>; <see cref="Await"/> is not to follow.</exception>
    void Submit(TensorBuffers buffers)
    {
    }

    /// <summary>Waits for the outputs of the oldest run that was submitted.</summary>
    /// <exception cref="InferenceException">As of <see cref="Run"/>.</exception>
    void Await(TensorBuffers buffers) => Run(buffers);
}
