using Perception.Inference;
using Perception.Inference.OnnxRuntime;

namespace Perception.Tests.Inference.Backends;

public sealed unsafe class DeviceWorkerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static int _devices;

    private readonly string _device = $"test:{Interlocked.Increment(ref _devices)}";
    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _start = new();
    private readonly List<string> _log = [];

    public void Dispose()
    {
        _start.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Networks_of_one_device_take_turns_and_keep_their_order()
    {
        var (a, b) = (Join("a", 4), Join("b", 2));
        RunToTheEnd(a, b);

        // However many of the first wait, the second comes after each of them.
        Assert.Equal(["a0", "a0.", "b0", "b0.", "a1", "a1.", "b1", "b1.", "a2", "a2.", "a3", "a3."], _log);
    }

    [Fact]
    public void A_device_that_holds_several_frames_is_given_the_next_before_the_last_is_done()
    {
        var a = Join("a", 4, depth: 2);
        RunToTheEnd(a);
        Assert.Equal(["a0", "a1", "a0.", "a2", "a1.", "a3", "a2.", "a3."], _log);
    }

    [Fact]
    public void Two_networks_share_the_places_of_a_device()
    {
        var (a, b) = (Join("a", 2, depth: 2), Join("b", 2, depth: 2));
        RunToTheEnd(a, b);
        Assert.Equal(["a0", "b0", "a0.", "a1", "b0.", "b1", "a1.", "b1."], _log);
    }

    [Fact]
    public void A_network_that_breaks_down_is_told_so_and_asked_no_more()
    {
        var (a, b) = (Join("a", 3, failsAt: 1), Join("b", 2));
        RunToTheEnd(b);
        Assert.Equal("frame 1", a.Failure?.Message);
        Assert.Equal(["a0", "a0.", "b0", "b0.", "a1", "b1", "b1."], _log);
        DeviceWorker.Leave(a);
    }

    [Fact]
    public void Devices_compute_at_the_same_time()
    {
        // Each waits within its frame for the other to be in one.
        using var both = new Barrier(2);
        var (a, b) = (new Lane("a", 1, [], _start) { Within = Meet }, new Lane("b", 1, [], _start) { Within = Meet });
        DeviceWorker.Join(_device, a);
        DeviceWorker.Join($"{_device}/other", b);
        RunToTheEnd(a, b);

        void Meet() => Assert.True(both.SignalAndWait(Patience));
    }

    [Fact]
    public void A_device_is_there_again_after_all_have_left_it()
    {
        var first = Join("a", 1);
        RunToTheEnd(first);
        var second = Join("b", 1);
        RunToTheEnd(second);
        Assert.Equal(["a0", "a0.", "b0", "b0."], _log);
        DeviceWorker.Leave(second);
    }

    [SkippableFact]
    public void One_network_on_two_devices_gives_the_same_without_garbage()
    {
        var path = TinyYolox.WriteTo(_folder.Path);
        using var left = new OnnxRuntimeSession(path, new InferenceOptions { IntraOpThreads = 1 });
        using var right = new OnnxRuntimeSession(path, new InferenceOptions { IntraOpThreads = 1 });
        using var leftBuffers = left.CreateBuffers();
        using var rightBuffers = right.CreateBuffers();
        foreach (var buffers in new[] { leftBuffers, rightBuffers })
            new Span<float>((void*)buffers.Input(0), left.Inputs[0].ElementCount).Fill(200);
        var a = new Lane("a", 50, [], _start) { Within = () => left.Run(leftBuffers) };
        var b = new Lane("b", 50, [], _start) { Within = () => right.Run(rightBuffers) };
        DeviceWorker.Join(_device, a);
        DeviceWorker.Join($"{_device}/other", b);
        RunToTheEnd(a, b);
        Assert.Equal((0, 0), (a.LeastAllocatedInTenFrames, b.LeastAllocatedInTenFrames));
        var count = left.Outputs[0].ElementCount;
        Assert.Equal(new Span<float>((void*)leftBuffers.Output(0), count).ToArray(),
            new Span<float>((void*)rightBuffers.Output(0), count).ToArray());
    }

    private Lane Join(string name, int frames, int depth = 1, int failsAt = -1)
    {
        var lane = new Lane(name, frames, _log, _start) { Places = depth, FailsAt = failsAt };
        DeviceWorker.Join(_device, lane);
        return lane;
    }

    private void RunToTheEnd(params Lane[] lanes)
    {
        _start.Set();
        foreach (var lane in lanes)
        {
            lane.Wake();
            Assert.True(lane.Done.Wait(Patience), $"{lane.Failure}");
            DeviceWorker.Leave(lane);
        }
    }

    /// <summary>A network with so many frames that wait, which writes down what is done with them.</summary>
    private sealed class Lane(string name, int frames, List<string> log, ManualResetEventSlim start) : DeviceLane
    {
        private int _begun, _completed;
        private long _allocatedBefore;

        public int Places { get; init; } = 1;

        public int FailsAt { get; init; } = -1;

        public Action? Within { get; init; }

        public ManualResetEventSlim Done { get; } = new();

        public Exception? Failure { get; private set; }

        /// <summary>Bytes on the worker's thread in the cheapest ten of its frames after the first ten; see
        /// <see cref="SteadyState"/>.</summary>
        public long LeastAllocatedInTenFrames { get; private set; } = long.MaxValue;

        public override int Depth => Places;

        protected internal override bool TryBegin()
        {
            start.Wait(Patience);
            if (_begun == frames) return false;
            Write(_begun, "");
            _begun++;
            return true;
        }

        protected internal override void Complete()
        {
            if (_completed == FailsAt) throw new InvalidOperationException($"frame {_completed}");
            Within?.Invoke();
            Write(_completed, ".");
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            if (++_completed % 10 == 0)
            {
                if (_completed > 10)
                    LeastAllocatedInTenFrames = Math.Min(LeastAllocatedInTenFrames, allocated - _allocatedBefore);
                _allocatedBefore = allocated;
            }

            if (_completed == frames) Done.Set();
        }

        protected internal override void Fail(Exception error) => Failure = error;

        private void Write(int frame, string mark)
        {
            if (Within is null) log.Add($"{name}{frame}{mark}");
        }
    }
}
