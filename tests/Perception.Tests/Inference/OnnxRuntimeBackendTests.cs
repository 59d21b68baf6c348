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
        using var backend = new OnnxRuntimeSession(TinyYolox.WriteTo(_folder.Path, variant));
        Assert.Equal(precision, backend.Precision);
    }

    [SkippableFact]
    public void A_provider_that_the_library_lacks_is_an_error_with_its_remedy()
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        Skip.If(new OnnxRuntimeBackend().Probe(ExecutionProvider.OpenVino).State == BackendState.Available,
            "this library has OpenVINO");
        var error = Assert.Throws<BackendException>(
            () => new OnnxRuntimeSession(path, new InferenceOptions { Provider = ExecutionProvider.OpenVino }));
        Assert.Equal(BackendState.LibraryMissing, error.State);
        Assert.StartsWith("the provider openvino cannot be had: ", error.Message);
        Assert.Contains("EDGE_PERCEPTION_ONNXRUNTIME", error.Remedy);
        Assert.EndsWith("allow_fallback: true lets the cpu compute", error.Message);
    }

    [SkippableTheory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.TensorRt)]
    [InlineData(ExecutionProvider.Qnn)]
    [InlineData(ExecutionProvider.Xnnpack)]
    public void A_provider_that_is_not_here_is_probed_without_an_exception(ExecutionProvider provider)
    {
        var probe = new OnnxRuntimeBackend().Probe(provider);
        Skip.If(probe.State == BackendState.Available, "it is here");
        Assert.Equal((provider, Verification.Unverified), (probe.Provider, probe.Verification));
        Assert.NotEmpty(probe.Problem);
        Assert.NotEmpty(probe.Remedy);
        Assert.StartsWith("1.", probe.LibraryVersion);
    }

    [SkippableFact]
    public void A_precision_that_the_network_does_not_have_is_an_error_unless_allowed()
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        var wanted = new InferenceOptions { Precision = Precision.Fp16 };
        Assert.Equal(
            "precision fp16 was requested, the network computes in fp32 on the cpu; take precision: fp32 or auto, " +
            "a network in fp16, or allow_fallback: true",
            Assert.Throws<BackendException>(() => new OnnxRuntimeSession(path, wanted)).Message);
        using var session = new OnnxRuntimeSession(path, wanted with { AllowFallback = true });
        Assert.Equal("precision fp16 was requested, the network computes in fp32", session.FallbackReason);
        Assert.Equal((Precision.Fp16, Precision.Fp32), (session.RequestedPrecision, session.Precision));
    }

    [SkippableFact]
    public void Placement_counts_the_nodes_that_ran()
    {
        using var session =
            new OnnxRuntimeSession(TinyYolox.WriteTo(_folder.Path), new InferenceOptions { MeasurePlacement = true });
        var only = Assert.Single(session.Placement!);
        Assert.Equal("CPUExecutionProvider", only.Provider);
        Assert.True(only.Nodes > 0);
    }

    [SkippableFact]
    public void With_leave_the_cpu_computes_for_a_missing_provider_and_says_why()
    {
        using var backend = new OnnxRuntimeSession(
            TinyYolox.WriteTo(_folder.Path),
            new InferenceOptions { Provider = ExecutionProvider.OpenVino, AllowFallback = true });
        Skip.If(backend.Provider == ExecutionProvider.OpenVino, "this library has OpenVINO");
        Assert.Equal(ExecutionProvider.Cpu, backend.Provider);
        Assert.StartsWith("provider openvino was requested, the cpu computes: ", backend.FallbackReason);
        Assert.EndsWith(" cpu", backend.Description);
    }

    [SkippableFact]
    public void What_was_asked_for_and_obtained_has_no_reason_to_fall_back()
    {
        using var backend = new OnnxRuntimeSession(TinyYolox.WriteTo(_folder.Path));
        Assert.Equal((ExecutionProvider.Cpu, ""), (backend.Provider, backend.FallbackReason));
    }

    [SkippableFact]
    public void A_model_that_cannot_be_bound_leaves_no_memory_behind()
    {
        var path = TinyYolox.WriteTo(_folder.Path, "float64");
        var before = NativeBuffer.Outstanding;
        Assert.Equal($"'output' of the model '{path}' is of type Double; float32, uint8, int32 and int64 can " +
            "be bound",
            Assert.Throws<InferenceException>(() => new OnnxRuntimeSession(path)).Message);
        Assert.Equal(before, NativeBuffer.Outstanding);
    }

    [SkippableFact]
    public unsafe void Buffers_are_independent_of_each_other_and_released()
    {
        var before = NativeBuffer.Outstanding;
        using (var backend = new OnnxRuntimeSession(TinyYolox.WriteTo(_folder.Path)))
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
