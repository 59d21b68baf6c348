using Perception.Inference.Hailo;
using Perception.Inference.OnnxRuntime;
using Perception.Inference.Rknn;

namespace Perception.Inference;

/// <summary>All backends of this package.</summary>
public static class InferenceBackends
{
    public static IReadOnlyList<IInferenceBackend> All { get; } =
        [new OnnxRuntimeBackend(), new HailoBackend(), new RknnBackend()];

    /// <summary>The backend that computes with a provider.</summary>
    /// <exception cref="BackendException">None does.</exception>
    public static IInferenceBackend For(ExecutionProvider provider) =>
        All.FirstOrDefault(backend => backend.Providers.Contains(provider)) ?? throw new BackendException("none",
            BackendState.LibraryMissing, $"no backend computes with {InferenceNames.Of(provider)}",
            $"take one of {string.Join(", ", All.SelectMany(backend => backend.Providers).Select(InferenceNames.Of))}");

    /// <summary>What every provider of every backend finds here.</summary>
    public static IEnumerable<BackendProbe> ProbeAll() =>
        All.SelectMany(backend => backend.Providers, (backend, provider) => backend.Probe(provider));
}
