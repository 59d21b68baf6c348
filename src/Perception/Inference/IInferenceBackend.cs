namespace Perception.Inference;

/// <summary>
/// A loaded network with its buffers: the caller writes inputs, runs, reads outputs. Buffers are native memory that never
/// moves. Not thread-safe.
/// </summary>
public interface IInferenceBackend : IDisposable
{
    IReadOnlyList<TensorSpec> Inputs { get; }

    IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>What runs the network, e.g. <c>onnxruntime 1.29.0 cpu</c>; never a silent substitute of what was asked for.</summary>
    string Description { get; }

    /// <summary>Where input <paramref name="index"/> is read from, aligned to 64 bytes.</summary>
    nint InputBuffer(int index);

    /// <summary>Where output <paramref name="index"/> is written to, aligned to 64 bytes.</summary>
    nint OutputBuffer(int index);

    /// <summary>Runs the network on the input buffers.</summary>
    /// <exception cref="InferenceException">The backend failed.</exception>
    void Run();
}
