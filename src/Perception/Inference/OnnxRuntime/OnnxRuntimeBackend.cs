using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference.OnnxRuntime;

/// <summary>ONNX Runtime with its execution providers; takes ONNX files.</summary>
public sealed class OnnxRuntimeBackend : IInferenceBackend
{
    /// <inheritdoc/>
    public string Id => "onnxruntime";

    /// <inheritdoc/>
    public IReadOnlyList<ExecutionProvider> Providers { get; } =
    [
        ExecutionProvider.Cpu, ExecutionProvider.Cuda, ExecutionProvider.TensorRt, ExecutionProvider.OpenVino,
        ExecutionProvider.Qnn, ExecutionProvider.Xnnpack, ExecutionProvider.WebGpu,
    ];

    /// <summary>
    /// Whether the provider is appended says more than the library's own list, which names what it lacks.
    /// </summary>
    public BackendProbe Probe(ExecutionProvider provider)
    {
        var probe = new BackendProbe
        {
            Backend = Id,
            Provider = provider,
            State = BackendState.Available,
            Verification = provider == ExecutionProvider.Cpu ? Verification.Hardware : Verification.Unverified,
        };
        try
        {
            probe = probe with { LibraryVersion = Version(), LibraryPath = OnnxRuntimeLibrary.Path };
            using var options = new SessionOptions();
            ProviderAppender.Append(options, new InferenceOptions { Provider = provider }, new Dictionary<string,
                string>());
            return probe with { Devices = Devices(provider) };
        }
        catch (BackendException e)
        {
            return probe with { State = e.State, Problem = e.Problem, Remedy = e.Remedy };
        }
    }

    /// <summary>
    /// Lets the library be taken from where this package looks for it; for programs that call ONNX Runtime themselves
    /// before they load a network here.
    /// </summary>
    public static void PrepareLibrary() => OnnxRuntimeLibrary.Register();

    /// <inheritdoc/>
    public IInferenceSession Load(string modelPath, InferenceOptions options) =>
        new OnnxRuntimeSession(modelPath, options);

    /// <summary>Release of the library.</summary>
    /// <exception cref="BackendException">It cannot be loaded.</exception>
    internal static string Version()
    {
        try
        {
            OnnxRuntimeLibrary.Register();
            return NativeVersion();
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new BackendException("onnxruntime", BackendState.LibraryMissing,
                "ONNX Runtime's native library cannot be loaded: " +
                (e.InnerException ?? e).Message.Split('\n')[0].Trim(),
                $"libonnxruntime.so belongs beside the program (scripts/setup fetches it) or into the folder that " +
                $"{OnnxRuntimeLibrary.Setting} names");
        }
    }

    // Apart, so that the type is first touched within the try.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string NativeVersion() => OrtEnv.Instance().GetVersionString();

    private static IReadOnlyList<InferenceDevice> Devices(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cpu => [new InferenceDevice("cpu", "CPU", $"{Environment.ProcessorCount} threads")],
        ExecutionProvider.Cuda or ExecutionProvider.TensorRt => [.. NvidiaDevices.Find()],
        _ => [],
    };
}
