using Perception.Decoding;
using Perception.Nodes.Input;

namespace Perception.Nodes.Yolox;

/// <summary>A frame with what was found in it. Pooled: dispose it exactly once, which releases the frame too.</summary>
internal sealed class YoloxResult(ObjectPool<YoloxResult> pool, int maxDetections) : IDisposable
{
    private readonly Detection[] _detections = new Detection[maxDetections];
    private CameraFrame? _frame;
    private int _count;

    public CameraFrame Frame => _frame ?? throw new ObjectDisposedException(nameof(YoloxResult));

    /// <summary>In pixels of the image that the camera sent, the most certain first.</summary>
    public ReadOnlySpan<Detection> Detections => _detections.AsSpan(0, _count);

    /// <summary>Takes the frame over and copies detections, which are in pixels of <see cref="CameraFrame.Image"/>.</summary>
    public void Fill(CameraFrame frame, ReadOnlySpan<Detection> detections)
    {
        _frame = frame;
        _count = Math.Min(detections.Length, _detections.Length);
        var scaleX = (float)frame.SourceWidth / frame.Image.Width;
        var scaleY = (float)frame.SourceHeight / frame.Image.Height;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var d = ref detections[i];
            _detections[i] = d with { X1 = d.X1 * scaleX, Y1 = d.Y1 * scaleY, X2 = d.X2 * scaleX, Y2 = d.Y2 * scaleY };
        }
    }

    public void Dispose()
    {
        _frame?.Dispose();
        _frame = null;
        pool.Return(this);
    }
}
