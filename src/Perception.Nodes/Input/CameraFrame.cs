using Perception.Imaging;

namespace Perception.Nodes.Input;

/// <summary>One image on its way through the node, with the header it came with. Pooled: dispose it exactly once.</summary>
internal sealed class CameraFrame(ObjectPool<CameraFrame> pool) : IDisposable
{
    private Image? _image;

    /// <summary>The pixels, possibly smaller than the source; owned by the frame.</summary>
    public Image Image => _image ?? throw new ObjectDisposedException(nameof(CameraFrame));

    public int StampSec { get; private set; }

    public uint StampNanosec { get; private set; }

    public string FrameId { get; private set; } = "";

    /// <summary>Size in pixels of the image as the camera sent it.</summary>
    public int SourceWidth { get; private set; }

    /// <inheritdoc cref="SourceWidth"/>
    public int SourceHeight { get; private set; }

    /// <summary>When processing of the frame began, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long StartedAt { get; private set; }

    public void Fill(
        Image image, int stampSec, uint stampNanosec, string frameId, int sourceWidth, int sourceHeight, long startedAt)
    {
        _image = image;
        (StampSec, StampNanosec, FrameId) = (stampSec, stampNanosec, frameId);
        (SourceWidth, SourceHeight, StartedAt) = (sourceWidth, sourceHeight, startedAt);
    }

    public void Dispose()
    {
        _image?.Dispose();
        _image = null;
        pool.Return(this);
    }
}
