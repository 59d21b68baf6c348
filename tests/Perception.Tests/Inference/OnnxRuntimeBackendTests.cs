using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Perception.Tests.Inference;

public sealed class OnnxRuntimeBackendTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("plain", Precision.Fp32)]
    [InlineData("fp16", Precision.Fp16)]
    [InlineData("int8", Precision.Int8)]
    public void The_precision_is_that_of_most_weights(string variant, Precision precision)
    {
        using var backend = new OnnxRuntimeBackend(TinyYolox.WriteTo(_folder.Path, variant));
        Assert.Equal(precision, backend.Precision);
    }

    [SkippableFact]
    public void A_provider_that_the_library_lacks_is_replaced_by_the_cpu_and_named()
    {
        using var backend = new OnnxRuntimeBackend(
            TinyYolox.WriteTo(_folder.Path), new InferenceOptions { Provider = ExecutionProvider.OpenVino });
        Skip.If(backend.Provider == ExecutionProvider.OpenVino, "this library has OpenVINO");
        Assert.Equal(ExecutionProvider.Cpu, backend.Provider);
        Assert.StartsWith("provider openvino was requested, the cpu computes: ", backend.FallbackReason);
        Assert.EndsWith(" cpu", backend.Description);
    }

    [SkippableFact]
    public void What_was_asked_for_and_obtained_has_no_reason_to_fall_back()
    {
        using var backend = new OnnxRuntimeBackend(TinyYolox.WriteTo(_folder.Path));
        Assert.Equal((ExecutionProvider.Cpu, ""), (backend.Provider, backend.FallbackReason));
    }

    [SkippableFact]
    public void A_model_that_cannot_be_bound_leaves_no_memory_behind()
    {
        var path = TinyYolox.WriteTo(_folder.Path, "int64");
        var before = NativeBuffer.Outstanding;
        Assert.Equal($"'output' of the model '{path}' is of type Int64; float32 and uint8 can be bound",
            Assert.Throws<InferenceException>(() => new OnnxRuntimeBackend(path)).Message);
        Assert.Equal(before, NativeBuffer.Outstanding);
    }

    [SkippableFact]
    public unsafe void Buffers_are_independent_of_each_other_and_released()
    {
        var before = NativeBuffer.Outstanding;
        using (var backend = new OnnxRuntimeBackend(TinyYolox.WriteTo(_folder.Path)))
        using (var bright = backend.CreateBuffers())
        using (var dark = backend.CreateBuffers())
        {
            new Span<float>((void*)bright.Input(0), backend.Inputs[0].ElementCount).Fill(200);
            backend.Run(dark);
            backend.Run(bright);
            Assert.True(float.IsNaN(*(float*)dark.Output(0)));
            Assert.Equal(0, *(float*)bright.Output(0));
            Assert.Equal(0.875f, ((float*)bright.Output(0))[70 * 7 + 4]);
        }

        Assert.Equal(before, NativeBuffer.Outstanding);
    }
}
