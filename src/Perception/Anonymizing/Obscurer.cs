using Perception.Decoding;
using Perception.Imaging;

namespace Perception.Anonymizing;

/// <summary>Makes parts of a picture unrecognisable, in place, by their size. Small parts become one colour: none is
/// too small to be hidden. Reuses its buffers; not thread-safe.</summary>
public sealed class Obscurer
{
    // A face of so few squares is nobody's; small parts have fewer.
    private const int MostSquares = 7;
    private const int SmallestSquare = 4;
    private const int BlurPasses = 3;

    private int[] _sums = [];
    private byte[] _row = [];

    /// <summary>For Bgr8, Rgb8, Bgra8, Rgba8 and Mono8.</summary>
    /// <param name="image">Changed in place.</param>
    /// <param name="part">Inside of the image.</param>
    /// <param name="method">How.</param>
    public void Hide(Image image, PixelRectangle part, ObscureMethod method)
    {
        if (image.Format is not (PixelFormat.Mono8 or PixelFormat.Bgr8 or PixelFormat.Rgb8 or PixelFormat.Bgra8 or
            PixelFormat.Rgba8))
        {
            throw new ImageFormatException(
                $"images of {ImageEncodings.ToRos(image.Format)} are not hidden in place; convert them to bgr8 first");
        }

        // What a blur of a few pixels leaves is still seen, so small parts are pixelated either way.
        if (method == ObscureMethod.Pixelate || Math.Max(part.Width, part.Height) <= 4 * SmallestSquare)
        {
            Pixelate(image, part);
        }
        else
        {
            Blur(image, part);
        }
    }

    private void Pixelate(Image image, PixelRectangle part)
    {
        var square = Math.Max(SmallestSquare, (Math.Max(part.Width, part.Height) + MostSquares - 1) / MostSquares);
        var channels = ImageEncodings.BytesPerPixel(image.Format);
        var columns = (part.Width + square - 1) / square;
        Reserve(ref _sums, columns * channels);
        for (var top = part.Y; top < part.Y + part.Height; top += square)
        {
            var rows = Math.Min(square, part.Y + part.Height - top);
            Array.Clear(_sums, 0, columns * channels);
            for (var y = top; y < top + rows; y++)
            {
                var row = image.Row(y).Slice(part.X * channels, part.Width * channels);
                for (var x = 0; x < part.Width; x++)
                {
                    for (var c = 0; c < channels; c++)
                    {
                        _sums[x / square * channels + c] += row[x * channels + c];
                    }
                }
            }

            for (var y = top; y < top + rows; y++)
            {
                var row = image.Row(y).Slice(part.X * channels, part.Width * channels);
                for (var x = 0; x < part.Width; x++)
                {
                    var column = x / square;
                    var count = rows * Math.Min(square, part.Width - column * square);
                    for (var c = 0; c < channels; c++)
                    {
                        row[x * channels + c] = (byte)((_sums[column * channels + c] + count / 2) / count);
                    }
                }
            }
        }
    }

    private void Blur(Image image, PixelRectangle part)
    {
        var radius = Math.Max(2, Math.Max(part.Width, part.Height) / 8);
        for (var pass = 0; pass < BlurPasses; pass++)
        {
            BlurRows(image, part, radius);
            BlurColumns(image, part, radius);
        }
    }

    // A running sum; beyond the part its edge goes on, so that nothing comes in from outside.
    private void BlurRows(Image image, PixelRectangle part, int radius)
    {
        var channels = ImageEncodings.BytesPerPixel(image.Format);
        Reserve(ref _row, part.Width * channels);
        for (var y = part.Y; y < part.Y + part.Height; y++)
        {
            var row = image.Row(y).Slice(part.X * channels, part.Width * channels);
            row.CopyTo(_row);
            for (var c = 0; c < channels; c++)
            {
                var sum = 0;
                for (var i = -radius; i <= radius; i++) sum += _row[Clamp(i, part.Width) * channels + c];
                for (var x = 0; x < part.Width; x++)
                {
                    row[x * channels + c] = (byte)((sum + radius) / (2 * radius + 1));
                    sum += _row[Clamp(x + radius + 1, part.Width) * channels + c] -
                        _row[Clamp(x - radius, part.Width) * channels + c];
                }
            }
        }
    }

    private void BlurColumns(Image image, PixelRectangle part, int radius)
    {
        var channels = ImageEncodings.BytesPerPixel(image.Format);
        var width = part.Width * channels;
        Reserve(ref _sums, width);
        Reserve(ref _row, width * part.Height);
        for (var y = 0; y < part.Height; y++)
        {
            image.Row(part.Y + y).Slice(part.X * channels, width).CopyTo(_row.AsSpan(y * width));
        }

        var sums = _sums.AsSpan(0, width);
        sums.Clear();
        for (var i = -radius; i <= radius; i++)
        {
            var from = _row.AsSpan(Clamp(i, part.Height) * width, width);
            for (var x = 0; x < width; x++) sums[x] += from[x];
        }

        for (var y = 0; y < part.Height; y++)
        {
            var row = image.Row(part.Y + y).Slice(part.X * channels, width);
            var next = _row.AsSpan(Clamp(y + radius + 1, part.Height) * width, width);
            var last = _row.AsSpan(Clamp(y - radius, part.Height) * width, width);
            for (var x = 0; x < width; x++)
            {
                row[x] = (byte)((sums[x] + radius) / (2 * radius + 1));
                sums[x] += next[x] - last[x];
            }
        }
    }

    private static int Clamp(int index, int count) => Math.Clamp(index, 0, count - 1);

    private static void Reserve<T>(ref T[] buffer, int count)
    {
        if (buffer.Length < count) buffer = new T[count];
    }
}
