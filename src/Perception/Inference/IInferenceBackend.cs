namespace Perception.Inference;

/// <summary>
/// A loaded network: the caller writes the inputs of some <see cref="TensorBuffers"/>, runs, reads their outputs. Runs
/// are not to overlap.
/// </summary>
public interface IInferenceBackend : IDisposable
{
    IReadOnlyList<TensorSpec> Inputs { get; }

    IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>What runs the network, e.g. <c>onnxruntime 1.29.0 cpu</c>.</summary>
    string Description { get; }

    /// <summary>What computes, which need not be what was asked for.</summary>
    ExecutionProvider Provider { get; }

    /// <summary>Why it is not what was asked for; empty where it is.</summary>
    string FallbackReason { get; }

    /// <summary>The arithmetic of the network's weights.</summary>
    Precision Precision { get; }

    /// <summary>Buffers for one run under way; the caller disposes them before the backend.</summary>
    /// <exception cref="InferenceException">The backend cannot bind them.</exception>
    TensorBuffers CreateBuffers();

    /// <summary>Runs the network from the inputs to the outputs of buffers that this backend made.</summary>
    /// <exception cref="InferenceException">The backend failed.</exception>
    void Run(TensorBuffers buffers);
}
