using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Perception.Tests.Inference.Backends;

public sealed unsafe class DeviceWorkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _ran = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Networks_of_one_device_take_turns_and_keep_their_order()
    {
        using var gate = new ManualResetEventSlim();
        using var worker = new DeviceWorker("test");
        var (first, second) = (new Recorder("a", _ran, gate), new Recorder("b", _ran, gate));
        var (a, b) = (worker.Add(first, 4), worker.Add(second, 4));
        for (var i = 0; i < 4; i++) Assert.True(a.TrySubmit(first.CreateBuffers()));
        Assert.False(a.TrySubmit(first.CreateBuffers()));
        for (var i = 0; i < 2; i++) Assert.True(b.TrySubmit(second.CreateBuffers()));
        gate.Set();
        int[] order = [.. Enumerable.Range(0, 4).Select(_ => ((Recorder.Numbered)a.Await()!).Number)];
        Assert.Equal([0, 1, 2, 3], order);
        Assert.NotNull(b.Await());
        Assert.NotNull(b.Await());
        Assert.Null(b.Await());

        // However many of the first wait, the second comes after each of them.
        Assert.Equal(["a0", "b0", "a1", "b1", "a2", "a3"], _ran);
    }

    [Fact]
    public void A_frame_that_fails_fails_alone()
    {
        using var gate = new ManualResetEventSlim(true);
        using var worker = new DeviceWorker("test");
        var session = new Recorder("a", _ran, gate) { FailsAt = 1 };
        var lane = worker.Add(session, 3);
        for (var i = 0; i < 3; i++) lane.TrySubmit(session.CreateBuffers());
        Assert.NotNull(lane.Await());
        Assert.Equal("frame 1", Assert.Throws<InferenceException>(() => lane.Await()).Message);
        Assert.NotNull(lane.Await());
    }

    [SkippableFact]
    public void One_network_on_two_workers_gives_the_same_without_garbage()
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        using var left = new OnnxRuntimeSession(path, new InferenceOptions { IntraOpThreads = 1 });
        using var right = new OnnxRuntimeSession(path, new InferenceOptions { IntraOpThreads = 1 });
        using var leftBuffers = left.CreateBuffers();
        using var rightBuffers = right.CreateBuffers();
        using (var one = new DeviceWorker("cpu 0"))
        using (var two = new DeviceWorker("cpu 1"))
        {
            var (a, b) = (one.Add(left, 1), two.Add(right, 1));
            foreach (var buffers in new[] { leftBuffers, rightBuffers })
                new Span<float>((void*)buffers.Input(0), left.Inputs[0].ElementCount).Fill(200);
            var before = 0L;
            for (var i = 0; i < 20; i++)
            {
                if (i == 10) before = GC.GetAllocatedBytesForCurrentThread();
                a.TrySubmit(leftBuffers);
                b.TrySubmit(rightBuffers);
                a.Await();
                b.Await();
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        var count = left.Outputs[0].ElementCount;
        Assert.Equal(new Span<float>((void*)leftBuffers.Output(0), count).ToArray(),
            new Span<float>((void*)rightBuffers.Output(0), count).ToArray());
    }

    /// <summary>A session that writes down what ran.</summary>
    private sealed class Recorder(string name, List<string> ran, ManualResetEventSlim gate) : IInferenceSession
    {
        private int _made;

        public int FailsAt { get; init; } = -1;

        public IReadOnlyList<TensorSpec> Inputs => [];

        public IReadOnlyList<TensorSpec> Outputs => [];

        public string Description => name;

        public ExecutionProvider RequestedProvider => ExecutionProvider.Cpu;

        public ExecutionProvider Provider => ExecutionProvider.Cpu;

        public string Device => "cpu";

        public string FallbackReason => "";

        public Precision? RequestedPrecision => null;

        public Precision Precision => Precision.Fp32;

        public IReadOnlyList<string> Notes => [];

        public BackendCapabilities Capabilities => BackendCapabilities.None;

        public IReadOnlyList<PlacementCount>? Placement => null;

        public DeviceTelemetry ReadTelemetry() => default;

        public TensorBuffers CreateBuffers() => new Numbered(_made++);

        public void Run(TensorBuffers buffers)
        {
            gate.Wait();
            var number = ((Numbered)buffers).Number;
            if (number == FailsAt) throw new InferenceException($"frame {number}");
            ran.Add($"{name}{number}");
        }

        public void Dispose()
        {
        }

        public sealed class Numbered(int number) : TensorBuffers
        {
            public int Number => number;

            public override nint Input(int index) => 0;

            public override nint Output(int index) => 0;

            public override void Dispose()
            {
            }
        }
    }
}
