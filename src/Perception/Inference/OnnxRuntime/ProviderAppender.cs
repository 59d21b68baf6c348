using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference.OnnxRuntime;

/// <summary>Hands a provider and its settings to ONNX Runtime, and reads the answer.</summary>
internal static class ProviderAppender
{
    /// <exception cref="BackendException">The provider cannot be had.</exception>
    public static void Append(SessionOptions session, InferenceOptions options, IReadOnlyDictionary<string,
        string> settings)
    {
        if (options.ProviderProblem is { } problem)
        {
            throw new BackendException("onnxruntime", BackendState.Failed, problem, "");
        }

        try
        {
            var map = settings.ToDictionary();
            switch (options.Provider)
            {
                case ExecutionProvider.Cpu:
                    break;
                case ExecutionProvider.Cuda:
                    AppendCuda(session, map);
                    break;
                case ExecutionProvider.TensorRt:
                    // Once appended, a provider stays: that both can be had is found out elsewhere first.
                    var rest = new Dictionary<string, string> { ["device_id"] = $"{options.DeviceId}" };
                    using (var trial = new SessionOptions())
                    {
                        AppendCuda(trial, rest);
                    }

                    using (var tensorRt = new OrtTensorRTProviderOptions())
                    {
                        tensorRt.UpdateOptions(map);
                        session.AppendExecutionProvider_Tensorrt(tensorRt);
                    }

                    // What TensorRT does not take stays on the GPU where CUDA can be had.
                    AppendCuda(session, rest);
                    break;
                case ExecutionProvider.OpenVino:
                    session.AppendExecutionProvider("OpenVINO", map);
                    break;
                case ExecutionProvider.Qnn:
                    session.AppendExecutionProvider("QNN", map);
                    break;
                case ExecutionProvider.Xnnpack:
                    session.AppendExecutionProvider("XNNPACK", map);
                    break;
                case ExecutionProvider.WebGpu:
                    session.AppendExecutionProvider("WebGPU", map);
                    break;
                default:
                    throw new BackendException("onnxruntime", BackendState.LibraryMissing,
                        $"ONNX Runtime does not compute on {InferenceNames.Of(options.Provider)}",
                        $"load a file of the {InferenceNames.Of(options.Provider)} backend");
            }
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or NotSupportedException)
        {
            throw ProviderFailure.Of(options.Provider, e.Message);
        }
    }

    private static void AppendCuda(SessionOptions session, Dictionary<string, string> settings)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(settings);
        session.AppendExecutionProvider_CUDA(cuda);
    }
}
