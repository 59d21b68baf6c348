using Perception.Imaging;

namespace Perception.Cli.Camera;

/// <summary>
/// Bilinear resize of a bgr8 image, pixel centres aligned; done once per file, so plain rather than fast.
/// </summary>
internal static class ImageResizer
{
    public static Image Resize(Image source, ImageSize size)
    {
        var target = Image.Rent(size.Width, size.Height, PixelFormat.Bgr8);
        for (var y = 0; y < size.Height; y++)
        {
            var (top, down) = At(y, size.Height, source.Height);
            ResizeRow(source.Row(top), source.Row(Math.Min(top + 1, source.Height - 1)), down, source.Width,
                target.Row(y), size.Width);
        }

        return target;
    }

    private static void ResizeRow(Span<byte> upper, Span<byte> lower, float down, int sourceWidth, Span<byte> target,
        int width)
    {
        for (var x = 0; x < width; x++)
        {
            var (left, right) = At(x, width, sourceWidth);
            var (a, b) = (left * 3, Math.Min(left + 1, sourceWidth - 1) * 3);
            for (var c = 0; c < 3; c++)
            {
                var above = float.Lerp(upper[a + c], upper[b + c], right);
                var below = float.Lerp(lower[a + c], lower[b + c], right);
                target[(x * 3) + c] = (byte)(float.Lerp(above, below, down) + 0.5f);
            }
        }
    }

    private static (int Index, float Fraction) At(int i, int targetSize, int sourceSize)
    {
        var position = Math.Clamp(((i + 0.5f) * sourceSize / targetSize) - 0.5f, 0, sourceSize - 1);
        return ((int)position, position - (int)position);
    }
}
