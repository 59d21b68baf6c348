using System.Buffers.Binary;
using Perception.Imaging;

namespace Perception.Tests.Imaging;

public sealed unsafe class EncodingTests
{
    private const int Width = 62;
    private const int Height = 36;

    // More than the pixels need, so that a step that is ignored shows.
    private const int PixelsPerStep = Width + 10;

    [SkippableFact]
    public void Every_camera_encoding_has_the_colours_that_OpenCV_gives_it()
    {
        using var folder = new TemporaryFolder();
        foreach (var format in Enum.GetValues<PixelFormat>())
        {
            File.WriteAllBytes(folder[$"{ImageEncodings.ToRos(format)}.raw"], Memory(format));
        }

        Python.Run("tests/Perception.Tests/Reference/encodings.py", ["numpy", "cv2"], folder.Path, $"{Width}",
            $"{Height}", $"{PixelsPerStep}");

        foreach (var format in Enum.GetValues<PixelFormat>())
        {
            var name = ImageEncodings.ToRos(format);
            var expected = File.ReadAllBytes(folder[$"{name}.bgr"]);
            var actual = Convert(format, Memory(format), bigEndian: false);
            var border = IsBayer(format) ? 1 : 0;
            var tolerance = Tolerance(format);
            for (var y = border; y < Height - border; y++)
            {
                for (var i = 3 * border; i < 3 * (Width - border); i++)
                {
                    var at = 3 * Width * y + i;
                    Assert.True(Math.Abs(expected[at] - actual[at]) <= tolerance,
                        $"{name}, row {y}, value {i}: OpenCV {expected[at]}, here {actual[at]}");
                }
            }
        }
    }

    [Fact]
    public void Big_endian_values_are_read_like_the_same_little_endian_ones()
    {
        foreach (var format in Enum.GetValues<PixelFormat>())
        {
            var bytes = format == PixelFormat.Depth32F ? 4
                : format is PixelFormat.Mono16 or PixelFormat.Depth16U ||
                    ImageEncodings.ToRos(format) is ['b', 'a', .., '1', '6'] ? 2 : 1;
            var memory = Memory(format);
            var swapped = (byte[])memory.Clone();
            for (var i = 0; i < swapped.Length; i += bytes)
            {
                swapped.AsSpan(i, bytes).Reverse();
            }

            Assert.Equal(Convert(format, memory, bigEndian: false), Convert(format, swapped, bigEndian: true));
        }
    }

    [Theory]
    [InlineData("yuv422", PixelFormat.Uyvy)]
    [InlineData("yuv422_yuy2", PixelFormat.Yuyv)]
    [InlineData("8UC1", PixelFormat.Mono8)]
    [InlineData("8UC3", PixelFormat.Bgr8)]
    [InlineData("8UC4", PixelFormat.Bgra8)]
    public void Other_names_of_an_encoding_are_understood(string name, PixelFormat format)
    {
        Assert.True(ImageEncodings.TryParse(name, out var found));
        Assert.Equal(format, found);
    }

    // Grey of more than 8 bits is cut, not rounded; the rest is OpenCV's arithmetic to the bit.
    private static int Tolerance(PixelFormat format) =>
        format is PixelFormat.Mono16 or PixelFormat.Depth16U ||
            ImageEncodings.ToRos(format).EndsWith("16", StringComparison.Ordinal) ? 1 : 0;

    private static bool IsBayer(PixelFormat format) =>
        ImageEncodings.ToRos(format).StartsWith("bayer", StringComparison.Ordinal);

    private static byte[] Memory(PixelFormat format)
    {
        var step = PixelsPerStep * ImageEncodings.BytesPerPixel(format);
        var memory = new byte[step * ImageEncodings.MemoryRows(format, Height)];
        new Random(11).NextBytes(memory);
        if (format == PixelFormat.Depth32F)
        {
            var random = new Random(12);
            for (var i = 0; i < memory.Length; i += 4)
            {
                BinaryPrimitives.WriteSingleLittleEndian(memory.AsSpan(i), random.NextSingle() * 400 - 50);
            }
        }
        else if (format == PixelFormat.Nv24)
        {
            // Pairs of rows and columns of the same colour.
            var chroma = memory.AsSpan(Height * step);
            for (var y = 0; y < Height; y++)
            {
                var row = chroma.Slice(2 * step * y, 2 * step);
                for (var x = 2; x < row.Length; x += 4)
                {
                    row.Slice(x - 2, 2).CopyTo(row[x..]);
                }

                if (y % 2 == 1)
                {
                    chroma.Slice(2 * step * (y - 1), 2 * step).CopyTo(row);
                }
            }
        }

        return memory;
    }

    private static byte[] Convert(PixelFormat format, byte[] memory, bool bigEndian)
    {
        fixed (byte* start = memory)
        {
            using var image =
                Image.Wrap((nint)start, memory.Length, Width, Height,
                    PixelsPerStep * ImageEncodings.BytesPerPixel(format), format, bigEndian, null);
            using var bgr = ImageConverter.Convert(image, PixelFormat.Bgr8);
            return bgr.Bytes.ToArray();
        }
    }
}
