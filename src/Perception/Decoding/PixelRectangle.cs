namespace Perception.Decoding;

/// <summary>A part of an image in whole pixels.</summary>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>
    /// The middle of an image at full resolution, as large as a network's input, or all of it where that is larger.
    /// </summary>
    public static PixelRectangle Centre(int imageWidth, int imageHeight, int width, int height)
    {
        var (w, h) = (Math.Min(width, imageWidth), Math.Min(height, imageHeight));
        return new PixelRectangle((imageWidth - w) / 2, (imageHeight - h) / 2, w, h);
    }

    /// <summary>Tiles of a size that cover an image with at least an overlap, spread evenly; row by row.</summary>
    public static PixelRectangle[] Tiles(int imageWidth, int imageHeight, int width, int height, int overlap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width - overlap, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height - overlap, 1);
        var (w, h) = (Math.Min(width, imageWidth), Math.Min(height, imageHeight));
        return
        [
            .. from y in Starts(imageHeight, h, overlap)
               from x in Starts(imageWidth, w, overlap)
               select new PixelRectangle(x, y, w, h),
        ];
    }

    /// <summary>Boxes of the part in pixels of the whole image.</summary>
    public void ToImage(Span<Detection> detections)
    {
        foreach (ref var box in detections)
        {
            box = box with { X1 = box.X1 + X, X2 = box.X2 + X, Y1 = box.Y1 + Y, Y2 = box.Y2 + Y };
        }
    }

    private static IEnumerable<int> Starts(int size, int part, int overlap)
    {
        var count = part >= size ? 1 : (int)Math.Ceiling((double)(size - overlap) / (part - overlap));
        return Enumerable.Range(0, count).Select(i => count == 1 ? 0 : (int)((long)i * (size - part) / (count - 1)));
    }
}
