using Perception.Imaging;

namespace Perception.Nodes.Input;

/// <summary>
/// One image on its way through the node, with the header it came with. Pooled: dispose it exactly once.
/// </summary>
internal sealed class CameraFrame(ObjectPool<CameraFrame> pool) : IDisposable
{
    private Image? _image;

    /// <summary>The pixels, possibly smaller than the source; owned by the frame.</summary>
    public Image Image => _image ?? throw new ObjectDisposedException(nameof(CameraFrame));

    /// <summary>The pixels have not been released.</summary>
    public bool HasImage => _image is not null;

    /// <summary>Every pixel of the source is still here.</summary>
    public bool HasWholeImage => _image is not null && ImageWidth == SourceWidth;

    /// <summary>Size in pixels of <see cref="Image"/>, also when that is released.</summary>
    public int ImageWidth { get; private set; }

    /// <inheritdoc cref="ImageWidth"/>
    public int ImageHeight { get; private set; }

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
        (ImageWidth, ImageHeight) = (image.Width, image.Height);
        (StampSec, StampNanosec, FrameId) = (stampSec, stampNanosec, frameId);
        (SourceWidth, SourceHeight, StartedAt) = (sourceWidth, sourceHeight, startedAt);
    }

    /// <summary>Gives the pixels back before the frame is done with, so that DDS may use their memory again.</summary>
    public void ReleaseImage()
    {
        _image?.Dispose();
        _image = null;
    }

    public void Dispose()
    {
        ReleaseImage();
        pool.Return(this);
    }
}
