using System.Diagnostics;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Nodes.MultiTask;

/// <summary>The inference stage of a pipeline, on the thread of its device: prepared frames in, computed ones out.</summary>
internal sealed class InferenceLane(
    Mailbox<MultiTaskJob> prepared, DeliveryQueue<MultiTaskJob> computed, DeviceWatch watch, Action<Exception> onFailure)
    : DeviceLane
{
    private readonly Queue<MultiTaskJob> _underWay = new(LoadedNetwork.Slots);
    private long _allocated;

    public override int Depth => _underWay.TryPeek(out var job) ? job.Network.Network.Backend.Depth : 1;

    /// <summary>Managed bytes that its frames have allocated.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    protected override bool TryBegin()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var begun = false;
        while (!begun && prepared.TryTakeWaiting(out var job))
        {
            begun = Begin(job);
        }

        Count(before);
        return begun;
    }

    protected override void Complete()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var job = _underWay.Dequeue();
        try
        {
            job.Network.Network.AwaitInference(job.Slot);
            job.Mark(Stage.Infer);
            watch.Found();
            computed.Give(0, job);
        }
        catch (InferenceException e)
        {
            GiveUp(job, e);
        }

        Count(before);
    }

    protected override void Fail(Exception error) => onFailure(error);

    private bool Begin(MultiTaskJob job)
    {
        var maximum = job.Camera.Policy.MaximumAge;
        if (maximum > TimeSpan.Zero && Stopwatch.GetElapsedTime(job.ArrivedAt) > maximum)
        {
            job.Camera.CountAged();
            job.Dispose();
            return false;
        }

        job.Mark();
        try
        {
            job.Network.Network.BeginInference(job.Slot);
        }
        catch (InferenceException e)
        {
            GiveUp(job, e);
            return false;
        }

        _underWay.Enqueue(job);
        return true;
    }

    private void GiveUp(MultiTaskJob job, InferenceException e)
    {
        watch.Failed(job.Network, e);
        job.Camera.CountFailed();
        job.Dispose();
    }

    private void Count(long before) =>
        Volatile.Write(ref _allocated, _allocated + GC.GetAllocatedBytesForCurrentThread() - before);
}
