using Perception.Decoding;
using Perception.Nodes.Input;
using Perception.Pipelines;

namespace Perception.Nodes.Yolox;

/// <summary>
/// A frame on its way through the stages: with the tensors of the network until its heads are decoded, with what was
/// found from then on. Pooled: dispose it exactly once, which gives everything it still holds back.
/// </summary>
internal sealed class YoloxJob(ObjectPool<YoloxJob> pool, InferenceSlotPool slots, int maxDetections) : IDisposable
{
    private readonly Detection[] _detections = new Detection[maxDetections];
    private CameraFrame? _frame;
    private InferenceSlot? _slot;
    private int _count;

    public CameraFrame Frame => _frame ?? throw new ObjectDisposedException(nameof(YoloxJob));

    public InferenceSlot Slot => _slot ?? throw new ObjectDisposedException(nameof(YoloxJob));

    /// <summary>In pixels of the image that the camera sent, the most certain first.</summary>
    public ReadOnlySpan<Detection> Detections => _detections.AsSpan(0, _count);

    /// <summary>Takes frame and slot over.</summary>
    public void Begin(CameraFrame frame, InferenceSlot slot) => (_frame, _slot, _count) = (frame, slot, 0);

    /// <summary>Copies detections, which are in pixels of the decoded image, and gives the slot back.</summary>
    public void Complete(ReadOnlySpan<Detection> detections)
    {
        _count = Math.Min(detections.Length, _detections.Length);
        var scaleX = (float)Frame.SourceWidth / Frame.ImageWidth;
        var scaleY = (float)Frame.SourceHeight / Frame.ImageHeight;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var d = ref detections[i];
            _detections[i] = d with { X1 = d.X1 * scaleX, Y1 = d.Y1 * scaleY, X2 = d.X2 * scaleX, Y2 = d.Y2 * scaleY };
        }

        ReleaseSlot();
    }

    public void Dispose()
    {
        ReleaseSlot();
        _frame?.Dispose();
        _frame = null;
        pool.Return(this);
    }

    private void ReleaseSlot()
    {
        if (_slot is null) return;
        slots.Return(_slot);
        _slot = null;
    }
}
