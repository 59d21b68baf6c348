using System.Text.RegularExpressions;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// What a provider's message means and what to do about it: a library's text goes to a state and a remedy.
/// </summary>
internal static partial class ProviderFailure
{
    public static BackendException Of(ExecutionProvider provider, string message)
    {
        var text = Origin().Replace(message.Split('\n')[0].Trim(), "");
        var name = InferenceNames.Of(provider);
        var (state, remedy) = Judge(provider, message);
        return new BackendException("onnxruntime", state, $"the provider {name} cannot be had: {text}", remedy);
    }

    /// <summary>Whether a run failed because the device is gone.</summary>
    public static bool IsDeviceLost(string message) =>
        LostDevice().IsMatch(message);

    // Where in its sources ONNX Runtime was, which helps nobody here.
    [GeneratedRegex(@"^(\[ErrorCode:\w+\] )?" +
        @"(/\S+\.(cc|h):\d+ .*?(\[ONNXRuntimeError\] : \d+ : \w+ : | was false\. ))?")]
    private static partial Regex Origin();

    private static (BackendState State, string Remedy) Judge(ExecutionProvider provider, string message)
    {
        if (MissingLibrary().Match(message) is { Success: true } missing)
        {
            return (BackendState.LibraryMissing, RemedyFor(missing.Groups[1].Value));
        }

        if (ProviderLibrary().Match(message) is { Success: true } own &&
            message.Contains("Failed to load", StringComparison.OrdinalIgnoreCase))
        {
            return OtherRelease().IsMatch(message)
                ? (BackendState.VersionRefused,
                    $"{own.Value} is of another release than the libonnxruntime.so beside it: take both from one build")
                : (BackendState.LibraryMissing, RemedyFor(own.Value));
        }

        if (OldDriver().IsMatch(message))
        {
            return (BackendState.DriverMismatch,
                "install the NVIDIA driver that this CUDA release asks for (nvidia-smi shows the present one)");
        }

        if (NoDevice().IsMatch(message))
        {
            return provider == ExecutionProvider.WebGpu
                ? (BackendState.NoDevice, "install the Vulkan driver of the GPU (vulkaninfo shows what there is)")
                : (BackendState.NoDevice,
                    "check that the device is there and that this user may open it (nvidia-smi; in a container: " +
                    "--gpus all)");
        }

        if (OtherRelease().IsMatch(message))
        {
            return (BackendState.VersionRefused, "take libonnxruntime.so and its provider libraries from one build");
        }

        return NotBuilt().IsMatch(message)
            ? (BackendState.LibraryMissing, provider is ExecutionProvider.Cuda or ExecutionProvider.TensorRt
                ? RemedyFor("libonnxruntime_providers")
                : "this libonnxruntime.so was built without it: name the folder of one that was built with it in " +
                    OnnxRuntimeLibrary.Setting)
            : (BackendState.Failed,
                $"perception doctor shows libraries and devices; provider: cpu computes everywhere");
    }

    private static string RemedyFor(string library) => library switch
    {
        _ when library.StartsWith("libonnxruntime_providers", StringComparison.Ordinal) =>
            "on x64 scripts/setup --gpu fetches the provider libraries; elsewhere name the folder of a build that " +
            $"has them in {OnnxRuntimeLibrary.Setting}",
        _ when library.StartsWith("libcudnn", StringComparison.Ordinal) =>
            $"install cuDNN 9 for CUDA 13, which brings {library}",
        _ when library.StartsWith("libnvinfer", StringComparison.Ordinal) ||
            library.StartsWith("libnvonnxparser", StringComparison.Ordinal) =>
            $"install TensorRT 10, which brings {library}",
        _ when library.StartsWith("libcu", StringComparison.Ordinal) ||
            library.StartsWith("libnv", StringComparison.Ordinal) =>
            $"install the CUDA runtime that brings {library}, or add its folder to LD_LIBRARY_PATH",
        _ => $"install what brings {library}, or add its folder to LD_LIBRARY_PATH",
    };

    [GeneratedRegex(@"(lib[\w+-]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();

    [GeneratedRegex(@"libonnxruntime_providers_\w+\.so")]
    private static partial Regex ProviderLibrary();

    [GeneratedRegex(@"undefined symbol|version `[^']+' not found|API version|compiled against",
        RegexOptions.IgnoreCase)]
    private static partial Regex OtherRelease();

    [GeneratedRegex(@"driver version is insufficient|system has unsupported display driver|" +
        @"driver.*mismatch|error 35\b|error 803\b", RegexOptions.IgnoreCase)]
    private static partial Regex OldDriver();

    [GeneratedRegex(@"no CUDA-capable device|invalid device ordinal|No .*adapter|" +
        @"no .*device.*(found|available|detected)|error 100\b|error 101\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoDevice();

    [GeneratedRegex(@"not (supported|enabled) in this build|Unknown provider name|Unable to find an entry point|" +
        @"is not (found|available) in this", RegexOptions.IgnoreCase)]
    private static partial Regex NotBuilt();

    [GeneratedRegex(@"device.*(lost|removed)|unspecified launch failure|illegal memory access|GPU has fallen off|" +
        @"error (214|700|719|999)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LostDevice();
}
