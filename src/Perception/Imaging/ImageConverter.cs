namespace Perception.Imaging;

/// <summary>
/// Conversion of whole images, for drawing and files; networks are fed by the fused letterbox instead.
/// </summary>
public static unsafe class ImageConverter
{
    /// <summary>A copy of <paramref name="source"/> as Bgr8, Rgb8, Bgra8 or Rgba8 (opaque).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another target format.</exception>
    public static Image Convert(Image source, PixelFormat target)
    {
        if (target is not (PixelFormat.Bgr8 or PixelFormat.Rgb8 or PixelFormat.Bgra8 or PixelFormat.Rgba8))
        {
            throw new ArgumentOutOfRangeException(nameof(target), target, "colour formats of 8 bits are possible");
        }

        var result = Image.Rent(source.Width, source.Height, target);
        var scratch = target == PixelFormat.Bgr8 ? null : Image.Rent(source.Width, 1, PixelFormat.Bgr8);
        for (var y = 0; y < source.Height; y++)
        {
            var destination = result.Data + (long)y * result.Stride;
            if (source.Format == target)
            {
                Buffer.MemoryCopy(source.Data + (long)y * source.Stride, destination, result.Stride, result.Stride);
            }
            else if (scratch is null)
            {
                RowConverter.ToBgr(source, y, destination);
            }
            else
            {
                RowConverter.ToBgr(source, y, scratch.Data);
                Spread(scratch.Data, destination, source.Width, target);
            }
        }

        scratch?.Dispose();
        return result;
    }

    private static void Spread(byte* bgr, byte* destination, int width, PixelFormat target)
    {
        var step = ImageEncodings.BytesPerPixel(target);
        var blue = target is PixelFormat.Rgb8 or PixelFormat.Rgba8 ? 2 : 0;
        for (var x = 0; x < width; x++, bgr += 3, destination += step)
        {
            destination[blue] = bgr[0];
            destination[1] = bgr[1];
            destination[2 - blue] = bgr[2];
            if (step == 4)
            {
                destination[3] = 255;
            }
        }
    }
}
