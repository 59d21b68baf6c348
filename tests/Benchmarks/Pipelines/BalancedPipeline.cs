using System.Diagnostics;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Benchmarks.Pipelines;

/// <summary>
/// Decode, infer and decode heads, each on a thread of its own against all on one. What takes less time than inference is
/// done as often as makes it equal: real work of real processors, not waiting, which any number of threads can do at once.
/// </summary>
internal sealed class BalancedPipeline : IDisposable
{
    private const int Stages = 3;
    private const int CalibrationRounds = 9;
    private const int CalibrationAttempts = 5;
    private const double LargestDifference = 0.15;
    private const int Rounds = 5;
    private const double RoundMs = 1200;

    private readonly string _model;
    private readonly byte[] _jpeg;
    private readonly int _width, _height;
    private readonly MultiTaskNetwork _network;
    private readonly InferenceSlotPool _slots;
    private readonly NetworkResult _result = new();
    private int _decodes = 1, _heads = 1;

    public BalancedPipeline(string model, byte[] jpeg, int width, int height)
    {
        (_model, _jpeg, _width, _height) = (model, jpeg, width, height);
        _network = new MultiTaskNetwork(model, new NetworkOptions
        {
            Inference = new InferenceOptions { IntraOpThreads = 1, AllowSpinning = false },
        });
        _slots = new InferenceSlotPool(_network, Stages);
    }

    /// <summary>Prints the times of the stages, both ways, and what the processors allow.</summary>
    public static void Compare(string model, byte[] jpeg, int width, int height)
    {
        using var pipeline = new BalancedPipeline(model, jpeg, width, height);
        var stages = pipeline.Balance();
        var sum = stages.Sum();
        var frames = Math.Max(6, (int)(RoundMs / sum));
        var threads = Math.Min(Stages, Environment.ProcessorCount);
        using var others = new Crowd(pipeline, threads);
        var sequential = new List<double>();
        var pipelined = new List<double>();
        var crowded = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            sequential.Add(Time(() => pipeline.OneAfterAnother(frames)) / frames);
            pipelined.Add(Time(() => pipeline.AtOnce(frames)) / frames);
            crowded.Add(Time(() => others.Run(frames)) / (frames * threads));
        }

        var (alone, together) = (Median(sequential), Median(pipelined));
        var capacity = alone / Median(crowded);
        var ideal = sum / Math.Max(stages.Max(), sum / capacity);
        Console.WriteLine($"{Path.GetFileName(model)} in three stages of about equal time (decode and lay out " +
            $"{pipeline._decodes} times, infer once, heads {pipeline._heads} times), a thread each, " +
            $"{Environment.ProcessorCount} processors, {frames} frames, medians of {Rounds}:");
        Console.WriteLine($"  decode {stages[0]:F2} ms   infer {stages[1]:F2} ms   heads {stages[2]:F2} ms");
        Console.WriteLine($"  one after another {alone:F2} ms   pipelined {together:F2} ms   " +
            $"ratio {alone / together:F2} (goal 1.7)");
        Console.WriteLine($"  {threads} threads that share nothing do {capacity:F2} times the work of one here, " +
            $"so {ideal:F2} is the most that a pipeline can reach");
    }

    public void Dispose()
    {
        _slots.Dispose();
        _network.Dispose();
    }

    // Milliseconds of each stage, once both others are repeated to be as long as inference.
    private double[] Balance()
    {
        var slot = Rent();
        var stages = Measure(slot);
        for (var attempt = 1; attempt < CalibrationAttempts && !IsBalanced(stages); attempt++)
        {
            (_decodes, _heads) = (Times(stages[1], stages[0] / _decodes), Times(stages[1], stages[2] / _heads));
            stages = Measure(slot);
        }

        _slots.Return(slot);
        return stages;
    }

    private static bool IsBalanced(double[] stages) =>
        Array.TrueForAll(stages, stage => Math.Abs(stage - stages[1]) < LargestDifference * stages[1]);

    private double[] Measure(InferenceSlot slot) => Benchmarks.Rounds.Medians(
        CalibrationRounds, () => Decode(slot), () => _network.Infer(slot), () => ReadHeads(slot));

    private static int Times(double wanted, double once) => Math.Max(1, (int)Math.Round(wanted / once));

    private void OneAfterAnother(int frames)
    {
        var slot = Rent();
        for (var i = 0; i < frames; i++)
        {
            Decode(slot);
            _network.Infer(slot);
            ReadHeads(slot);
        }

        _slots.Return(slot);
    }

    // As the nodes do it: a mailbox between two stages that lets nothing get lost, and a slot for each stage.
    private void AtOnce(int frames)
    {
        var (prepared, computed) = (new Mailbox<Item>(), new Mailbox<Item>());
        var infer = new Thread(() =>
        {
            while (prepared.TryTake(out var item))
            {
                _network.Infer(item.Slot);
                computed.Hand(item);
                if (item.IsLast) return;
            }
        });
        var publish = new Thread(() =>
        {
            while (computed.TryTake(out var item))
            {
                ReadHeads(item.Slot);
                _slots.Return(item.Slot);
                if (item.IsLast) return;
            }
        });
        infer.Start();
        publish.Start();
        for (var i = 0; i < frames; i++)
        {
            var slot = Rent();
            Decode(slot);
            prepared.Hand(new Item(slot, i == frames - 1));
        }

        infer.Join();
        publish.Join();
    }

    private void Decode(InferenceSlot slot)
    {
        var input = _network.Manifest.Input;
        var scale = Math.Min((double)input.Width / _width, (double)input.Height / _height);
        for (var i = 0; i < _decodes; i++)
        {
            using var image = JpegCodec.Decode(_jpeg, PixelFormat.Bgr8,
                (int)Math.Ceiling(_width * scale), (int)Math.Ceiling(_height * scale));
            _network.Preprocess(image, slot, _width, _height);
        }
    }

    private void ReadHeads(InferenceSlot slot)
    {
        for (var i = 0; i < _heads; i++)
        {
            _network.Decode(slot, NetworkTasks.All, _result, focalPixels: 1000);
        }
    }

    private InferenceSlot Rent() => _slots.TryRent(out var slot) ? slot : throw new ObjectDisposedException(nameof(_slots));

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed class Item(InferenceSlot slot, bool isLast) : IDisposable
    {
        public InferenceSlot Slot { get; } = slot;

        public bool IsLast { get; } = isLast;

        // Slots belong to their pool.
        public void Dispose()
        {
        }
    }

    // The same work on several threads that have nothing to do with each other: what the processors can do at all. Those of
    // a virtual machine are often halves of a real one.
    private sealed class Crowd : IDisposable
    {
        private readonly BalancedPipeline[] _members;

        public Crowd(BalancedPipeline like, int count) =>
            _members = [.. Enumerable.Range(0, count).Select(_ =>
                new BalancedPipeline(like._model, like._jpeg, like._width, like._height)
                {
                    _decodes = like._decodes, _heads = like._heads,
                })];

        public void Run(int frames)
        {
            var threads = _members.Select(member => new Thread(() => member.OneAfterAnother(frames))).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        public void Dispose() => Array.ForEach(_members, member => member.Dispose());
    }
}
