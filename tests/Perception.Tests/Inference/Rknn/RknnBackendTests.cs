using Perception.Inference;
using Perception.Inference.Rknn;
using Perception.Inference.Rknn.Native;
using Perception.Tests.Inference.Stubs;

namespace Perception.Tests.Inference.Rknn;

/// <summary>Against a stand-in of librknnrt: what is called with which bytes, not what a chip does.</summary>
[Collection("stub libraries")]
public sealed class RknnBackendTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StubLibraries.Stub _stub = StubLibraries.Rknn();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public unsafe void Structures_are_as_long_as_the_library_has_them() => Assert.Equal((8, 376, 32, 24, 512),
        (sizeof(RknnCounts), sizeof(RknnTensor), sizeof(RknnInput), sizeof(RknnOutput), sizeof(RknnVersion)));

    [SkippableFact]
    public void A_frame_goes_in_side_by_side_and_integers_come_out()
    {
        using (var session = Load(new Dictionary<string, string> { ["core_mask"] = "3" }))
        {
            Assert.Equal("images [1,8,8,3] uint8 Nhwc", Assert.Single(session.Inputs).ToString());
            Assert.Equal("head [1,4,4,6] int8 Nhwc scale 0.25 zero point -5",
                Assert.Single(session.Outputs).ToString());
            Assert.Equal(("rknn 2.3.2 (stub) (stub, no device)", "rknpu:3"), (session.Description, session.Device));
            using var buffers = session.CreateBuffers();
            unsafe
            {
                *(byte*)buffers.Input(0) = 7;
                session.Run(buffers);
                Assert.Equal((7, 102), (((byte*)buffers.Output(0))[0], ((byte*)buffers.Output(0))[95]));
            }

            SteadyState.AllocatesNothing(() => session.Run(buffers));
        }

        Assert.Equal(["inputs_set", "run", "outputs_get", "outputs_release", "destroy"], _stub.Trace[^5..]);
    }

    [SkippableFact]
    public void The_probe_says_that_it_is_a_stub() =>
        Assert.True(new RknnBackend().Probe(ExecutionProvider.Rknn).IsStub);

    [SkippableTheory]
    [InlineData(-3, BackendState.NoDevice)]
    [InlineData(-6, BackendState.Failed)]
    [InlineData(-10, BackendState.Failed)]
    [InlineData(-13, BackendState.Failed)]
    public void A_refusal_is_said_with_its_remedy(int status, BackendState state)
    {
        _stub.Fail("init", status);
        var error = Assert.Throws<BackendException>(() => Load());
        Assert.Equal((state, status), (error.State, error.NativeCode));
        Assert.NotEmpty(error.Remedy);
    }

    [SkippableFact]
    public void Every_status_has_a_sentence() =>
        Assert.Equal(Enumerable.Range(1, 13).Select(i => -i), RknnStatus.Numbers);

    [SkippableFact]
    public void A_run_that_is_not_answered_is_a_lost_device_and_the_context_goes()
    {
        using var session = Load();
        using var buffers = session.CreateBuffers();
        _stub.Fail("run", -2);
        Assert.Equal(BackendState.DeviceLost, Assert.Throws<BackendException>(() => session.Run(buffers)).State);
    }

    [SkippableFact]
    public void A_file_that_is_none_is_refused()
    {
        var path = _folder["x.rknn"];
        File.WriteAllText(path, "nothing");
        Assert.Equal(-6,
            Assert.Throws<BackendException>(() => new RknnBackend().Load(path, new InferenceOptions())).NativeCode);
    }

    [SkippableFact]
    public void A_core_mask_that_is_none_is_refused() => Assert.Contains("core_mask",
        Assert.Throws<InferenceException>(() => Load(new Dictionary<string, string> { ["core_mask"] = "9" })).Message);

    private IInferenceSession Load(Dictionary<string, string>? settings = null)
    {
        var path = _folder["net.rknn"];
        File.WriteAllText(path, "RKNN model");
        return new RknnBackend()
            .Load(path, new InferenceOptions { Provider = ExecutionProvider.Rknn, ProviderOptions = settings ?? [] });
    }
}
