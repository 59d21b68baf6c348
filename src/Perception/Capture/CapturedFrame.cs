using Perception.Imaging;

namespace Perception.Capture;

/// <summary>One picture: pixels, or the JPEG that the camera made. Valid until the source is asked for the
/// next.</summary>
public readonly ref struct CapturedFrame
{
    /// <summary>Null where there is a JPEG instead.</summary>
    public Image? Pixels { get; init; }

    public ReadOnlySpan<byte> Jpeg { get; init; }

    /// <summary>When it was taken, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public required long CapturedAt { get; init; }
}
