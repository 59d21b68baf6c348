using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perception.Imaging;

namespace Perception.Tests.Imaging;

public class CodecTests
{
    [Fact]
    public void A_JPEG_cut_in_half_is_an_error_and_not_half_a_picture()
    {
        var jpeg = Picture();
        var outstanding = Image.Outstanding;
        var error = Assert.Throws<ImageFormatException>(() => JpegCodec.Decode(jpeg.AsSpan(0, jpeg.Length / 2)));
        Assert.Contains("cannot be decoded", error.Message);
        Assert.Equal(outstanding, Image.Outstanding);
    }

    [Fact]
    public void A_JPEG_after_one_with_damaged_headers_is_read()
    {
        var jpeg = Picture();
        foreach (var length in (int[])[30, 200, 400, 2 * jpeg.Length / 3])
        {
            Assert.Throws<ImageFormatException>(() => JpegCodec.Decode(jpeg.AsSpan(0, length)));
            using var image = JpegCodec.Decode(jpeg);
            Assert.Equal((320, 240), (image.Width, image.Height));
        }
    }

    [Fact]
    public void A_JPEG_that_says_it_is_larger_than_any_image_is_an_error_like_others()
    {
        // The frame header: marker, length, 8 bits, then height and width.
        var jpeg = Picture();
        var frame = jpeg.AsSpan().IndexOf<byte>([0xff, 0xc0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 65500);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 65500);
        Assert.Equal((65500, 65500), JpegCodec.ReadSize(jpeg));
        var outstanding = Image.Outstanding;
        Assert.StartsWith("an image of 65500x65500 pixels is too large; ",
            Assert.Throws<ImageFormatException>(() => JpegCodec.Decode(jpeg)).Message);
        Assert.Equal(outstanding, Image.Outstanding);
    }

    [Fact]
    public void A_JPEG_decodes_at_the_smallest_scale_that_still_covers_what_is_wanted()
    {
        var jpeg = Picture();
        using var full = JpegCodec.Decode(jpeg);
        using var half = JpegCodec.Decode(jpeg, minWidth: 100, minHeight: 100);
        using var eighth = JpegCodec.Decode(jpeg, minWidth: 1, minHeight: 1);
        Assert.Equal((320, 240), (full.Width, full.Height));
        Assert.Equal((160, 120), (half.Width, half.Height));
        Assert.Equal((40, 30), (eighth.Width, eighth.Height));
    }

    [Fact]
    public void A_PNG_returns_the_pixels_that_went_in()
    {
        using var image = Image.Rent(33, 21, PixelFormat.Bgr8);
        new Random(3).NextBytes(image.Bytes);
        var png = PngCodec.Encode(image);
        using var back = PngCodec.Decode(png);
        Assert.True(image.Bytes.SequenceEqual(back.Bytes));
        Assert.Throws<ImageFormatException>(() => PngCodec.Decode(png.AsSpan(0, png.Length / 2)));
    }

    [Theory]
    [InlineData(PixelFormat.Mono16, false)]
    [InlineData(PixelFormat.Depth16U, false)]
    [InlineData(PixelFormat.Depth16U, true)]
    public unsafe void A_PNG_of_16_bits_keeps_every_bit(PixelFormat format, bool bigEndian)
    {
        // A step that is longer than a row, and an odd number of values.
        const int Width = 31, Height = 9, Step = 70;
        var memory = new byte[Step * Height];
        new Random(5).NextBytes(memory);
        fixed (byte* start = memory)
        {
            using var image = Image.Wrap((nint)start, memory.Length, Width, Height, Step, format, bigEndian, null);
            using var back = PngCodec.Decode(PngCodec.Encode(image), format);
            for (var y = 0; y < Height; y++)
            {
                var expected = MemoryMarshal.Cast<byte, ushort>(image.Row(y)).ToArray();
                if (bigEndian) expected = [.. expected.Select(BinaryPrimitives.ReverseEndianness)];
                Assert.Equal(expected, MemoryMarshal.Cast<byte, ushort>(back.Row(y)).ToArray());
            }
        }
    }

    [SkippableFact]
    public void A_PNG_of_16_bits_from_OpenCV_is_read_at_full_precision_and_scaled_to_8_bits()
    {
        using var folder = new TemporaryFolder();
        Python.Run(
            "tests/Perception.Tests/Reference/png16.py", ["numpy", "cv2"], folder["ramp.png"], folder["colour.png"]);
        var ramp = File.ReadAllBytes(folder["ramp.png"]);

        // Row y holds 256 y ... 256 y + 255.
        using var deep = PngCodec.Decode(ramp, PixelFormat.Depth16U);
        using var grey = PngCodec.Decode(ramp, PixelFormat.Mono8);
        for (var y = 0; y < 256; y++)
        {
            Assert.Equal(Enumerable.Range(256 * y, 256).Select(value => (ushort)value),
                MemoryMarshal.Cast<byte, ushort>(deep.Row(y)).ToArray());
            Assert.Equal(
                Enumerable.Range(256 * y, 256).Select(value => (byte)Math.Round(value / 257.0)), grey.Row(y).ToArray());
        }

        // Blue 0x1234, green 0x8000, red 0xff00.
        using var colour = PngCodec.Decode(File.ReadAllBytes(folder["colour.png"]));
        Assert.Equal([0x12, 0x80, 0xfe], colour.Row(0)[..3].ToArray());
    }

    [Fact]
    public void A_PNG_of_8_bits_is_widened_as_grey_and_refused_as_depth()
    {
        using var image = Image.Rent(3, 1, PixelFormat.Mono8);
        ((byte[])[0, 128, 255]).CopyTo(image.Row(0));
        var png = PngCodec.Encode(image);
        using var wide = PngCodec.Decode(png, PixelFormat.Mono16);
        Assert.Equal([0, 0x8080, 0xffff], MemoryMarshal.Cast<byte, ushort>(wide.Row(0)).ToArray());
        Assert.Equal("a PNG of 8 bits a channel holds no depth as 16UC1; 16 bits are needed",
            Assert.Throws<ImageFormatException>(() => PngCodec.Decode(png, PixelFormat.Depth16U)).Message);
    }

    [Theory]
    [InlineData(99, 6, "too few")]
    [InlineData(1000, 5, "too small")]
    public unsafe void An_image_message_with_too_little_data_is_one_sentence(int bytes, int step, string says)
    {
        var memory = stackalloc byte[1000];
        var error = Assert.Throws<ImageFormatException>(
            () => Image.Wrap((nint)memory, bytes, 2, 20, step, PixelFormat.Bgr8, false, null));
        Assert.Contains(says, error.Message);
    }

    [Fact]
    public void Decoding_and_converting_allocate_nothing_managed()
    {
        var jpeg = Picture();
        using var picture = JpegCodec.Decode(jpeg);
        var png = PngCodec.Encode(picture);
        var formats = Enum.GetValues<PixelFormat>();
        SteadyState.AllocatesNothing(() =>
        {
            JpegCodec.Decode(jpeg, minWidth: 100, minHeight: 100).Dispose();
            PngCodec.Decode(png).Dispose();
            foreach (var format in formats)
            {
                using var image = Image.Rent(64, 48, format);
                ImageConverter.Convert(image, PixelFormat.Bgra8).Dispose();
            }
        });
    }

    [Fact]
    public unsafe void Of_single_bytes_none_is_the_high_one()
    {
        var memory = stackalloc byte[8];
        using var colours = Image.Wrap((nint)memory, 6, 2, 1, 6, PixelFormat.Bgr8, bigEndian: true, null);
        using var levels = Image.Wrap((nint)memory, 8, 4, 1, 8, PixelFormat.Mono16, bigEndian: true, null);
        Assert.Equal((false, true), (colours.IsBigEndian, levels.IsBigEndian));
    }

    [Fact]
    public void An_unknown_encoding_lists_those_that_are_known()
    {
        var error = Assert.Throws<ImageFormatException>(() => ImageEncodings.Parse("hsv8"u8));
        Assert.Contains("hsv8", error.Message);
        Assert.Contains("bgr8", error.Message);
    }

    private static byte[] Picture()
    {
        using var image = Image.Rent(320, 240, PixelFormat.Bgr8);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (byte)(x / 3 * 3 + y);
            }
        }

        return JpegCodec.Encode(image);
    }
}
