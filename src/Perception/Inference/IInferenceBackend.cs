namespace Perception.Inference;

/// <summary>A library that computes networks.</summary>
public interface IInferenceBackend
{
    /// <summary>How it is named, such as <c>onnxruntime</c>.</summary>
    string Id { get; }

    /// <summary>What it can compute with.</summary>
    IReadOnlyList<ExecutionProvider> Providers { get; }

    /// <summary>Looks for library and devices; never throws for what it does not find.</summary>
    BackendProbe Probe(ExecutionProvider provider);

    /// <summary>Loads a network; <paramref name="modelPath"/> is a file of this backend's own format.</summary>
    /// <exception cref="BackendException">It cannot compute here, or not as was asked for.</exception>
    /// <exception cref="InferenceException">The file cannot be used.</exception>
    IInferenceSession Load(string modelPath, InferenceOptions options);
}
