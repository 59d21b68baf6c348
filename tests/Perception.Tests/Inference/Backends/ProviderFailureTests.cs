using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Perception.Tests.Inference.Backends;

/// <summary>Messages as ONNX Runtime and the dynamic loader word them.</summary>
public sealed class ProviderFailureTests
{
    private const string CannotOpen = ": cannot open shared object file: No such file or directory";

    [Theory]
    [InlineData("Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.13" + CannotOpen,
        BackendState.LibraryMissing, "libcublasLt.so.13")]
    [InlineData("Failed to load library libonnxruntime_providers_shared.so with error: " +
        "libonnxruntime_providers_shared.so" + CannotOpen,
        BackendState.LibraryMissing, "scripts/setup --gpu")]
    [InlineData("libnvinfer.so.10" + CannotOpen, BackendState.LibraryMissing, "TensorRT 10")]
    [InlineData("libcudnn.so.9" + CannotOpen, BackendState.LibraryMissing, "cuDNN 9")]
    [InlineData("Failed to load library libonnxruntime_providers_cuda.so with error: undefined symbol: " +
        "Provider_GetHost2", BackendState.VersionRefused, "one build")]
    [InlineData("CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version",
        BackendState.DriverMismatch, "driver")]
    [InlineData("CUDA failure 100: no CUDA-capable device is detected", BackendState.NoDevice, "nvidia-smi")]
    [InlineData("CUDA failure 101: invalid device ordinal", BackendState.NoDevice, "nvidia-smi")]
    [InlineData("QNN execution provider is not supported in this build.",
        BackendState.LibraryMissing, "EDGE_PERCEPTION_ONNXRUNTIME")]
    [InlineData("CUDA execution provider is not enabled in this build.",
        BackendState.LibraryMissing, "scripts/setup --gpu")]
    [InlineData("something else", BackendState.Failed, "perception doctor")]
    public void A_message_becomes_a_state_and_a_remedy(string message, BackendState state, string remedy)
    {
        var isQnn = message.StartsWith("QNN", StringComparison.Ordinal);
        var error = ProviderFailure.Of(isQnn ? ExecutionProvider.Qnn : ExecutionProvider.Cuda, message);
        Assert.Equal(state, error.State);
        Assert.Contains(remedy, error.Remedy);
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("[ErrorCode:InvalidArgument] QNN execution provider is not supported in this build. ",
        "QNN execution provider is not supported in this build.")]
    [InlineData("[ErrorCode:Fail] /onnxruntime_src/core/session/provider_bridge_ort.cc:1988 " +
        "onnxruntime::Provider& Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library x",
        "Failed to load library x")]
    [InlineData("[ErrorCode:Fail] /onnxruntime_src/webgpu_context.cc:100 " +
        "onnxruntime::webgpu::Initialize()::<lambda()> adapter.status == Success was false. " +
        "Failed to get a WebGPU adapter",
        "Failed to get a WebGPU adapter")]
    public void Where_in_its_sources_the_library_was_is_left_out(string message, string said) =>
        Assert.Equal($"the provider cuda cannot be had: {said}",
            ProviderFailure.Of(ExecutionProvider.Cuda, message).Problem);

    [Theory]
    [InlineData("CUDA failure 719: unspecified launch failure", true)]
    [InlineData("CUDA error 999", true)]
    [InlineData("Non-zero status code returned while running Conv node", false)]
    public void A_lost_device_is_told_from_a_failed_run(string message, bool isLost) =>
        Assert.Equal(isLost, ProviderFailure.IsDeviceLost(message));
}
