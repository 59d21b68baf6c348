using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Nodes.MultiTask;

/// <summary>
/// The inference stage of a pipeline, on the thread of its device: prepared frames in, computed ones out.
/// </summary>
internal sealed class InferenceLane(
    Mailbox<JobBatch> prepared, DeliveryQueue<JobBatch> computed, DeviceWatch watch, Action<Exception> onFailure)
    : DeviceLane
{
    private readonly Queue<JobBatch> _underWay = new(LoadedNetwork.Slots);
    private long _allocated;

    public override int Depth => _underWay.TryPeek(out var batch) ? batch.Network.Network.Backend.Depth : 1;

    /// <summary>Managed bytes that its frames have allocated.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    protected override bool TryBegin()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var begun = false;
        while (!begun && prepared.TryTakeWaiting(out var batch))
        {
            begun = Begin(batch);
        }

        Count(before);
        return begun;
    }

    protected override void Complete()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var batch = _underWay.Dequeue();
        try
        {
            batch.Network.Network.AwaitInference(batch.Tensors);
            batch.Mark(Stage.Infer);
            watch.Found();
            computed.Give(0, batch);
        }
        catch (InferenceException e)
        {
            GiveUp(batch, e);
        }

        Count(before);
    }

    protected override void Fail(Exception error) => onFailure(error);

    private bool Begin(JobBatch batch)
    {
        if (!batch.DropAged())
        {
            batch.Dispose();
            return false;
        }

        batch.Mark();
        try
        {
            batch.Network.Network.BeginInference(batch.Tensors);
        }
        catch (InferenceException e)
        {
            GiveUp(batch, e);
            return false;
        }

        _underWay.Enqueue(batch);
        return true;
    }

    private void GiveUp(JobBatch batch, InferenceException e)
    {
        watch.Failed(batch.Network, e);
        foreach (var job in batch.Jobs)
        {
            job.Camera.CountFailed();
        }

        batch.Dispose();
    }

    private void Count(long before) =>
        Volatile.Write(ref _allocated, _allocated + GC.GetAllocatedBytesForCurrentThread() - before);
}
