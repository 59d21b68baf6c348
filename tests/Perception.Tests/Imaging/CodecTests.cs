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
