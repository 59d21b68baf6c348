using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Perception.Tests.Inference.Backends;

/// <summary>Settings are compared with the keys of ONNX Runtime's documentation, written out.</summary>
public sealed class ProviderSettingsTests
{
    private static string Text(InferenceOptions options, string? folder = null) =>
        string.Join(" ", ProviderSettings.Of(options, folder).Select(pair => $"{pair.Key}={pair.Value}"));

    [Fact]
    public void The_cpu_needs_none() => Assert.Equal("", Text(new InferenceOptions()));

    [Fact]
    public void Cuda_takes_a_device() =>
        Assert.Equal("device_id=1", Text(new InferenceOptions { Provider = ExecutionProvider.Cuda, DeviceId = 1 }));

    [Fact]
    public void TensorRt_on_a_dla_in_int8_with_a_calibration_table() => Assert.Equal(
        "device_id=0 trt_dla_core=1 trt_dla_enable=1 trt_engine_cache_enable=1 trt_engine_cache_path=/e " +
        "trt_fp16_enable=1 trt_int8_calibration_table_name=calibration.cache trt_int8_enable=1 " +
        "trt_int8_use_native_calibration_table=1 " +
        "trt_timing_cache_enable=1 trt_timing_cache_path=/e",
        Text(new InferenceOptions
        {
            Provider = ExecutionProvider.TensorRt,
            Precision = Precision.Int8,
            DlaCore = 1,
            CalibrationTable = "/t",
        }, "/e"));

    [Fact]
    public void TensorRt_in_fp32_enables_nothing() =>
        Assert.Equal("device_id=0", Text(new InferenceOptions { Provider = ExecutionProvider.TensorRt }));

    [Theory]
    [InlineData(ExecutionProvider.OpenVino, "device_type=CPU num_of_threads=4")]
    [InlineData(ExecutionProvider.Qnn, "backend_path=libQnnHtp.so htp_performance_mode=sustained_high_performance")]
    [InlineData(ExecutionProvider.Xnnpack, "intra_op_num_threads=4")]
    [InlineData(ExecutionProvider.WebGpu, "")]
    public void Others_take_what_they_know(ExecutionProvider provider, string settings) =>
        Assert.Equal(settings, Text(new InferenceOptions { Provider = provider, IntraOpThreads = 4 }));

    [Fact]
    public void Settings_of_the_user_go_first() => Assert.Equal("device_type=NPU", Text(new InferenceOptions
    {
        Provider = ExecutionProvider.OpenVino,
        ProviderOptions = new Dictionary<string,
        string>
        { ["device_type"] = "NPU" },
    }));
}
