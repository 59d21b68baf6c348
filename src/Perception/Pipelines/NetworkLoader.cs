using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>Loads the file that a model has for a backend.</summary>
internal static class NetworkLoader
{
    /// <summary>A session on what was asked for; on accelerators it comes back after the device was lost.</summary>
    /// <exception cref="InferenceException">The model has no file for it, or it cannot be loaded.</exception>
    public static IInferenceSession Load(string modelPath, ModelManifest? manifest, InferenceOptions options)
    {
        if (options.ProviderProblem is not null)
        {
            return LoadOnCpu(modelPath, options, options.ProviderProblem);
        }

        var backend = InferenceBackends.For(options.Provider);
        if (options.Provider is not (ExecutionProvider.Hailo or ExecutionProvider.Rknn))
        {
            return backend.Load(modelPath, options);
        }

        var (key, extension) = options.Provider == ExecutionProvider.Hailo ? ("hailo", ".hef") : ("rknn", ".rknn");
        var file = Path.GetExtension(modelPath) == extension
            ? modelPath
            : manifest?.BackendFiles.GetValueOrDefault(key);
        if (file is null)
        {
            throw new InferenceException(
                $"the model '{modelPath}' has no file for {key}; name one in its manifest under " +
                $"files: {key}: FILE{extension}");
        }

        try
        {
            return new RecoveringSession(() => backend.Load(file, options), options.Progress);
        }
        catch (BackendException e) when (options.AllowFallback && modelPath != file)
        {
            return LoadOnCpu(modelPath, options, e.Message);
        }
    }

    /// <summary>
    /// How pictures become a session's input: as the manifest says, or, where the backend takes bytes and does the
    /// rest itself, as bytes side by side.
    /// </summary>
    public static PreprocessingSpec InputOf(ModelManifest manifest, IInferenceSession session)
    {
        var (spec, input) = (manifest.Input, session.Inputs[0]);
        return session.Provider is ExecutionProvider.Hailo or ExecutionProvider.Rknn &&
            input.ElementType == TensorDataType.UInt8 &&
            input.Shape.SequenceEqual([1, spec.Height, spec.Width, 3])
            ? spec with
            {
                ElementType = TensorElementType.UInt8,
                Layout = TensorLayout.Nhwc,
                Mean = (0, 0, 0),
                Scale = (1, 1, 1)
            }
            : spec;
    }

    private static IInferenceSession LoadOnCpu(string modelPath, InferenceOptions options, string problem) =>
        InferenceBackends.For(ExecutionProvider.Cpu).Load(modelPath, options with { ProviderProblem = problem });
}
