using System.Diagnostics;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Preprocessing;

namespace Benchmarks.Pipelines;

/// <summary>
/// Decode, infer and decode heads, each on a thread of its own against all on one. What takes less time than inference
/// is done as often as makes it equal: real work of real processors, not waiting, which any number of threads can do at
/// once.
/// </summary>
internal sealed class BalancedPipeline : IDisposable
{
    private const int Stages = 3;

    // One in each stage and one before each but the first: with fewer, who is done early has nothing to go on with.
    private const int Slots = (2 * Stages) - 1;
    private const int CalibrationRounds = 9;
    private const int CalibrationAttempts = 5;
    private const double LargestDifference = 0.15;
    private const int Rounds = 5;
    private const int Frames = 32;

    private readonly string _model;
    private readonly byte[] _jpeg;
    private readonly MultiTaskNetwork _network;
    private readonly InferenceSlotPool _slots;
    private readonly NetworkResult _result = new();
    private int _decodes = 1, _heads = 1;
    private long _busyTicks;

    public BalancedPipeline(string model, byte[] jpeg)
    {
        (_model, _jpeg) = (model, jpeg);
        _network = new MultiTaskNetwork(model, new NetworkOptions
        {
            Inference = new InferenceOptions { IntraOpThreads = 1, AllowSpinning = false },
        });
        _slots = new InferenceSlotPool(_network, Slots);
    }

    /// <summary>Prints the times of the stages, both ways, and what the processors allow.</summary>
    public static void Compare(string model, byte[] jpeg)
    {
        using var pipeline = new BalancedPipeline(model, jpeg);
        var stages = pipeline.Balance();
        var threads = Math.Min(Stages, Environment.ProcessorCount);
        using var others = new Crowd(pipeline, threads);
        var rounds = Enumerable.Range(0, Rounds).Select(_ => pipeline.MeasureRound(others, threads)).ToArray();
        Console.WriteLine($"{Path.GetFileName(model)} in three stages of about equal time (decode and lay out " +
            $"{pipeline._decodes} times, infer once, heads {pipeline._heads} times), a thread each, " +
            $"{Environment.ProcessorCount} processors, {Frames} frames, medians of {Rounds} rounds:");
        Console.WriteLine($"  decode {stages[0]:F2} ms   infer {stages[1]:F2} ms   heads {stages[2]:F2} ms");
        Console.WriteLine($"  one after another {Of(round => round.Alone.Ms)} ms   " +
            $"pipelined {Of(round => round.Pipelined.Ms)} ms   " +
            $"ratio {Of(round => round.Alone.Ms / round.Pipelined.Ms)} (goal 1.7)");
        Console.WriteLine($"  the same three stages at once, handing nothing over: ratio " +
            $"{Of(round => round.Alone.Ms / round.Unlinked.Ms)}; so handing over takes " +
            $"{Of(round => 100 * (round.Pipelined.Ms / round.Unlinked.Ms - 1))} %");
        Console.WriteLine($"  in the pipeline {Of(round => round.Busy)} of {Stages} stages have work at a time; a " +
            $"frame takes {Of(round => round.Pipelined.ProcessorMs / round.Alone.ProcessorMs)} times the processor " +
            "time that it takes alone");
        Console.WriteLine($"  this machine: {threads} threads that share nothing, each doing all stages, do " +
            $"{Of(round => round.Alone.Ms / round.Crowded.Ms)} times the work of one, in " +
            $"{Of(round => round.Crowded.ProcessorMs / round.Alone.ProcessorMs)} times the processor time");

        string Of(Func<Round, double> figure) => rounds.Select(figure).Order().ElementAt(Rounds / 2).ToString("F2");
    }

    public void Dispose()
    {
        _slots.Dispose();
        _network.Dispose();
    }

    // One way right after the other: the ratios of a round are of the same moment, whatever else the machine has to do.
    private Round MeasureRound(Crowd others, int threads)
    {
        var alone = Time(() => OneAfterAnother(Frames), Frames);
        var pipelined = Time(() => AtOnce(Frames), Frames);
        var busy = _busyTicks * 1000.0 / Stopwatch.Frequency / (pipelined.Ms * Frames);
        var unlinked = Time(() => WithoutHandOver(Frames), Frames);
        var crowded = Time(() => others.Run(Frames), Frames * threads);
        return new Round(alone, pipelined, unlinked, crowded, busy);
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

    // Each stage as often as there are frames, on a thread of its own and on its own tensors: what is left of the time
    // when nobody waits for anybody.
    private void WithoutHandOver(int frames)
    {
        Action<InferenceSlot>[] stages = [Decode, _network.Infer, ReadHeads];
        InferenceSlot[] slots = [.. stages.Select(_ => Rent())];
        var threads = stages.Zip(slots, (stage, slot) => new Thread(() =>
        {
            for (var i = 0; i < frames; i++) stage(slot);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Array.ForEach(slots, _slots.Return);
    }

    private void Busy(Action<InferenceSlot> stage, InferenceSlot slot)
    {
        var start = Stopwatch.GetTimestamp();
        stage(slot);
        Interlocked.Add(ref _busyTicks, Stopwatch.GetTimestamp() - start);
    }

    // As the nodes do it, but for more slots than stages: a mailbox between two stages that lets nothing get lost.
    private void AtOnce(int frames)
    {
        _busyTicks = 0;
        var (prepared, computed) = (new Mailbox<Item>(), new Mailbox<Item>());
        var infer = new Thread(() =>
        {
            while (prepared.TryTake(out var item))
            {
                Busy(_network.Infer, item.Slot);
                computed.Hand(item);
                if (item.IsLast) return;
            }
        });
        var publish = new Thread(() =>
        {
            while (computed.TryTake(out var item))
            {
                Busy(ReadHeads, item.Slot);
                _slots.Return(item.Slot);
                if (item.IsLast) return;
            }
        });
        infer.Start();
        publish.Start();
        for (var i = 0; i < frames; i++)
        {
            var slot = Rent();
            Busy(Decode, slot);
            prepared.Hand(new Item(slot, i == frames - 1));
        }

        infer.Join();
        publish.Join();
    }

    private void Decode(InferenceSlot slot)
    {
        var input = _network.Manifest.Input;
        for (var i = 0; i < _decodes; i++)
        {
            using var image = PictureDecoder.Decode(_jpeg, input, out var width, out var height);
            _network.Preprocess(image, slot, width, height);
        }
    }

    private void ReadHeads(InferenceSlot slot)
    {
        for (var i = 0; i < _heads; i++)
        {
            _network.Decode(slot, NetworkTasks.All, _result, focalPixels: 1000);
        }
    }

    private InferenceSlot Rent() =>
        _slots.TryRent(out var slot) ? slot : throw new ObjectDisposedException(nameof(_slots));

    private static Cost Time(Action action, int frames)
    {
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        action();
        return new Cost(Stopwatch.GetElapsedTime(start).TotalMilliseconds / frames,
            (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / frames);
    }

    // Of a frame; the processor time does not count what others on the machine take.
    private readonly record struct Cost(double Ms, double ProcessorMs);

    // What a frame costs each way, and how many stages of the pipeline had work on average.
    private sealed record Round(Cost Alone, Cost Pipelined, Cost Unlinked, Cost Crowded, double Busy);

    private sealed class Item(InferenceSlot slot, bool isLast) : IDisposable
    {
        public InferenceSlot Slot { get; } = slot;

        public bool IsLast { get; } = isLast;

        // Slots belong to their pool.
        public void Dispose()
        {
        }
    }

    // The same work on several threads that have nothing to do with each other: what the processors can do at all.
    // Those of a virtual machine are often halves of a real one.
    private sealed class Crowd : IDisposable
    {
        private readonly BalancedPipeline[] _members;

        public Crowd(BalancedPipeline like, int count) =>
            _members = [.. Enumerable.Range(0, count).Select(_ =>
                new BalancedPipeline(like._model, like._jpeg)
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
