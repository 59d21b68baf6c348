using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;
using Perception.Imaging;
using Perception.Pipelines;

namespace Perception.Evaluation.Replay;

/// <summary>
/// The stages of a node - decode and preprocess, infer, decode heads - with queues that wait instead of dropping: every
/// frame of a dataset goes through, in its order, and the same dataset gives the same records.
/// </summary>
public sealed class ReplayPipeline(MultiTaskNetwork network, FrameJudge judge)
{
    // One is filled, one computed, one decoded.
    private const int Slots = 3;

    private readonly Mailbox<ReplayFrame> _prepared = new();
    private readonly Mailbox<ReplayFrame> _computed = new();
    private readonly NetworkResult _result = new();
    private Exception? _failure;

    /// <summary>How long it took.</summary>
    public ReplayTiming Timing { get; } = new();

    /// <summary>Runs all frames; each record is handed over in order, with the maps that it
    /// was made of, which are those of the next frame soon after.</summary>
    public void Run(IEnumerable<LabelledFrame> frames, Action<LabelledFrame, FrameRecord, NetworkResult> take)
    {
        var started = Stopwatch.GetTimestamp();
        using var slots = new InferenceSlotPool(network, Slots);
        var prepare = Start("replay/prepare", () => Prepare(frames, slots));
        var infer = Start("replay/infer", Infer);
        try
        {
            while (_computed.TryTake(out var item) && item.Frame is not null)
            {
                Finish(item, slots, take);
            }
        }
        finally
        {
            slots.Close();
            _prepared.Close();
            _computed.Close();
            prepare.Join();
            infer.Join();
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        Timing.WallMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private void Prepare(IEnumerable<LabelledFrame> frames, InferenceSlotPool slots)
    {
        var input = network.Manifest.Input;
        foreach (var frame in frames)
        {
            if (!slots.TryRent(out var slot))
            {
                return;
            }

            var started = Stopwatch.GetTimestamp();
            ReplayFrame item;
            try
            {
                using var picture = frame.Load(input);
                network.Preprocess(picture.Image, slot, picture.SourceWidth, picture.SourceHeight);
                item = new ReplayFrame
                {
                    Frame = frame,
                    Slot = slot,
                    PrepareMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                };
            }
            catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                slots.Return(slot);
                item = new ReplayFrame { Frame = frame, Problem = e.Message };
            }

            if (!_prepared.Hand(item))
            {
                return;
            }
        }

        _prepared.Hand(new ReplayFrame());
    }

    private void Infer()
    {
        while (_prepared.TryTake(out var item))
        {
            if (item.Slot is { } slot)
            {
                var started = Stopwatch.GetTimestamp();
                network.Infer(slot);
                item.InferMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }

            if (!_computed.Hand(item) || item.Frame is null)
            {
                return;
            }
        }
    }

    private void Finish(
        ReplayFrame item, InferenceSlotPool slots, Action<LabelledFrame, FrameRecord, NetworkResult> take)
    {
        if (item.Slot is not { } slot)
        {
            Timing.Problems.Add(item.Problem!);
            return;
        }

        FrameRecord? record = null;
        try
        {
            var started = Stopwatch.GetTimestamp();
            network.Decode(slot, network.Tasks, _result, (float?)item.Frame!.CameraModel?.Fx);
            Timing.DecodeMs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Timing.PrepareMs.Add(item.PrepareMs);
            Timing.InferMs.Add(item.InferMs);
            record = judge.Judge(item.Frame!, _result, slot.Transform);
        }
        catch (Exception e) when (e is BadTensorException or ImageFormatException or IOException
            or UnauthorizedAccessException)
        {
            Timing.Problems.Add($"{item.Frame!.Name}: {e.Message}");
        }
        finally
        {
            slots.Return(slot);
        }

        if (record is not null)
        {
            take(item.Frame!, record, _result);
        }
    }

    // What a stage throws ends the run; it is thrown again where Run was called.
    private Thread Start(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception e)
            {
                _failure ??= e;
                _prepared.Close();
                _computed.Close();
            }
        })
        {
            Name = name,
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}
