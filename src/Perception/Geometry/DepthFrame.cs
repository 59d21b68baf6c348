using Perception.Imaging;

namespace Perception.Geometry;

/// <summary>
/// A depth map and what else is known about its picture. The others may have other sizes; each shows the whole picture.
/// </summary>
public readonly ref struct DepthFrame
{
    /// <summary>
    /// Metres along the optical axis, row by row, in the size of the camera model; what is not finite and positive is
    /// no point.
    /// </summary>
    public required ReadOnlySpan<float> DepthMetres { get; init; }

    /// <summary>Classes of pixels, row by row; empty where unknown, which is class 0.</summary>
    public ReadOnlySpan<byte> Classes { get; init; }

    public int ClassesWidth { get; init; }

    public int ClassesHeight { get; init; }

    /// <summary>0 to 1 in the size of the depth map; empty means 1 everywhere.</summary>
    public ReadOnlySpan<float> Confidence { get; init; }

    /// <summary><c>rgb8</c>, <c>bgr8</c> or <c>mono8</c>; without it points are white.</summary>
    public Image? Colour { get; init; }
}
