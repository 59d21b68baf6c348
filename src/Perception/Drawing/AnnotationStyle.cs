namespace Perception.Drawing;

/// <summary>Sizes of lines and letters, in pixels of the image drawn on.</summary>
internal readonly record struct AnnotationStyle(
    double LineWidthPx, double FontSizePx, double PaddingPx, double CornerRadiusPx)
{
    /// <summary>Sizes that look alike on a thumbnail and on an 8-megapixel frame.</summary>
    public static AnnotationStyle For(int width, int height)
    {
        var scale = Math.Sqrt((double)width * height) / 800;
        var line = Math.Max(1.5, 2.6 * scale);
        return new AnnotationStyle(line, Math.Max(11, 16 * scale), Math.Max(3, 4.5 * scale), line * 1.2);
    }
}
