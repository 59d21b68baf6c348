using System.Buffers.Binary;
using Perception.Imaging;
using Perception.Imaging.Jpeg;
using Perception.Imaging.Native;

namespace Perception.Tests.Imaging;

public sealed unsafe class JpegReducerTests
{
    // As TurboJPEG numbers them.
    private const int Full = 0;
    private const int Half = 1;
    private const int Quarter = 2;
    private const int HalfDown = 4;
    private const int QuarterAcross = 5;
    private const int Progressive = 16384;

    [Theory]
    [InlineData(Quarter, 640, 480, 0.2)]
    [InlineData(Quarter, 641, 479, 0.2)]
    [InlineData(Quarter, 17, 16, 1)]
    [InlineData(Quarter, 1, 1, 1)]
    [InlineData(Full, 333, 217, 0.2)]
    public void A_reduced_picture_is_that_of_libjpeg_turbo(int layout, int width, int height, double mean)
    {
        foreach (var quality in (int[])[20, 75, 100])
        {
            var jpeg = Encode(width, height, layout, quality);
            foreach (var scale in (int[])[2, 4, 8])
            {
                AssertSame(jpeg, scale, mean, 4, $"quality {quality}, 1/{scale}");
            }
        }
    }

    // libjpeg-turbo reduces such chroma in both directions, and enlarges it again in one: only calm pictures stay the
    // same.
    [Theory]
    [InlineData(Half)]
    [InlineData(HalfDown)]
    public void Chroma_that_is_halved_in_one_direction_keeps_its_place(int layout)
    {
        var jpeg = Encode(333, 217, layout, 95, contrast: 0);
        foreach (var scale in (int[])[2, 4, 8])
        {
            AssertSame(jpeg, scale, 1.2, 16, $"1/{scale}");
        }
    }

    [SkippableFact]
    public void Photographs_are_reduced_as_libjpeg_turbo_reduces_them()
    {
        foreach (var name in (string[])["udacity/solidWhiteRight.jpg", "udacity/solidYellowLeft.jpg"])
        {
            AssertSame(File.ReadAllBytes(Workspace.Shared("data", name)), 2, 0.2, 4, name);
        }
    }

    [SkippableFact]
    public void Pictures_with_restart_markers_are_read_interval_by_interval()
    {
        using var folder = new TemporaryFolder();
        Python.Run("tests/Perception.Tests/Reference/jpeg_restarts.py", ["numpy", "cv2"], folder["restarts.jpg"]);
        var jpeg = File.ReadAllBytes(folder["restarts.jpg"]);
        Assert.Contains("\u00FF\u00D3", string.Concat(jpeg.Select(value => (char)value)));
        AssertSame(jpeg, 2, 0.2, 4, "restarts");

        // Two markers in the wrong order: what lies between them is in the wrong place.
        var (first, second) = (jpeg.AsSpan().IndexOf<byte>([0xFF, 0xD0]), jpeg.AsSpan().IndexOf<byte>([0xFF, 0xD1]));
        (jpeg[first + 1], jpeg[second + 1]) = (jpeg[second + 1], jpeg[first + 1]);
        Assert.Null(new JpegReducer().Decode(jpeg, 2));
    }

    [Fact]
    public void Kinds_of_JPEG_that_cameras_do_not_send_are_left_to_the_library()
    {
        var reducer = new JpegReducer();
        foreach (var jpeg in (byte[][])
            [Encode(64, 48, Quarter, 75, Progressive), Encode(64, 48, QuarterAcross, 75), Grey()])
        {
            Assert.Null(reducer.Decode(jpeg, 2));
            using var image = JpegCodec.Decode(jpeg, minWidth: 32, minHeight: 24);
            Assert.Equal((32, 24), (image.Width, image.Height));
        }
    }

    [Fact]
    public void A_JPEG_without_any_of_its_tables_is_left_to_the_library()
    {
        var reducer = new JpegReducer();
        var whole = Encode(64, 48, Quarter, 75);
        reducer.Decode(whole, 2)!.Dispose();
        foreach (var marker in (byte[])[0xC4, 0xDB])
        {
            var at = whole.AsSpan().IndexOf<byte>([0xFF, marker]);
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(whole.AsSpan(at + 2));
            Assert.Null(reducer.Decode([.. whole[..at], .. whole[(at + length)..]], 2));
        }
    }

    [Fact]
    public void A_JPEG_cut_anywhere_is_no_picture()
    {
        var reducer = new JpegReducer();
        var jpeg = Encode(40, 24, Quarter, 90);
        var outstanding = Image.Outstanding;
        for (var length = 0; length < jpeg.Length; length++)
        {
            Assert.Null(reducer.Decode(jpeg.AsSpan(0, length), 2));
            Assert.Throws<ImageFormatException>(() => JpegCodec.Decode(jpeg.AsSpan(0, length), minWidth: 1));
        }

        Assert.Equal(outstanding, Image.Outstanding);
    }

    [Fact]
    public void One_reducer_reads_pictures_of_other_sizes_and_tables_in_turn()
    {
        var reducer = new JpegReducer();
        byte[][] jpegs = [Encode(320, 240, Quarter, 90), Encode(1280, 720, Full, 50), Encode(64, 64, Half, 90)];
        foreach (var jpeg in jpegs.Concat(jpegs))
        {
            using var expected = new JpegReducer().Decode(jpeg, 2);
            using var actual = reducer.Decode(jpeg, 2);
            Assert.True(expected!.Bytes.SequenceEqual(actual!.Bytes));
        }
    }

    private static void AssertSame(byte[] jpeg, int scale, double mean, int largest, string what)
    {
        using var actual = new JpegReducer().Decode(jpeg, scale);
        using var expected = ByLibrary(jpeg, scale);
        Assert.NotNull(actual);
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        var (sum, most) = (0L, 0);
        for (var i = 0; i < expected.ByteLength; i++)
        {
            var difference = Math.Abs(expected.Data[i] - actual.Data[i]);
            (sum, most) = (sum + difference, Math.Max(most, difference));
        }

        Assert.True(most <= largest, $"{what}: a level differs by {most}");
        Assert.True(sum <= mean * expected.ByteLength, $"{what}: levels differ by {(double)sum / expected.ByteLength}");
    }

    private static Image ByLibrary(byte[] jpeg, int scale)
    {
        var (width, height) = JpegCodec.ReadSize(jpeg);
        var image = Image.Rent((width + scale - 1) / scale, (height + scale - 1) / scale, PixelFormat.Rgb8);
        using var handle = TurboJpegHandle.Decompressor();
        fixed (byte* bytes = jpeg)
        {
            // 1: B, G, R.
            Assert.Equal(0, TurboJpeg.tjDecompress2(
                handle.Address, bytes, (nuint)jpeg.Length, image.Data, image.Width, image.Stride, image.Height, 1, 0));
        }

        return image;
    }

    private static byte[] Grey()
    {
        using var grey = Image.Rent(64, 48, PixelFormat.Mono8);
        grey.Bytes.Clear();
        return JpegCodec.Encode(grey);
    }

    // Waves of all lengths, edges and noise, in colours that reach both ends of the range; without contrast, slopes.
    private static Image Picture(int width, int height, int contrast)
    {
        var image = Image.Rent(width, height, PixelFormat.Bgr8);
        var random = new Random(5);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < width; x++)
            {
                var wave = 127 + contrast * Math.Sin(x * x / 400.0 + y / 9.0);
                var edge = (x / 23 + y / 17) % 2 * contrast / 2;
                row[3 * x] = (byte)Math.Clamp(wave + random.Next(-9, 9) * contrast / 127, 0, 255);
                row[3 * x + 1] = (byte)Math.Clamp(wave / 2 + x / 4 + edge, 0, 255);
                row[3 * x + 2] = (byte)Math.Clamp(255 - y / 2 + edge, 0, 255);
            }
        }

        return image;
    }

    private static byte[] Encode(
        int width, int height, int layout, int quality, int flags = 0, int contrast = 127)
    {
        using var image = Picture(width, height, contrast);
        using var handle = TurboJpegHandle.Compressor();
        var jpeg = new byte[6 * width * height + 4096];
        var size = (nuint)jpeg.Length;
        fixed (byte* start = jpeg)
        {
            var to = start;
            // 1024: into this memory.
            Assert.Equal(0, TurboJpeg.tjCompress2(
                handle.Address, image.Data, width, image.Stride, height, 1, &to, &size, layout, quality,
                flags | 1024));
        }

        return jpeg[..(int)size];
    }
}
