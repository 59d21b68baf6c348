using Perception.Imaging;
using Perception.Preprocessing;

namespace Perception.Tests.Preprocessing;

public class PictureDecoderTests
{
    [Theory]
    [InlineData(1280, 720, 640, 384, LetterboxAnchor.TopLeft, 640, 360)]
    [InlineData(1279, 719, 640, 384, LetterboxAnchor.TopLeft, 640, 360)]
    [InlineData(1278, 718, 640, 384, LetterboxAnchor.TopLeft, 1278, 718)]
    [InlineData(1920, 1080, 416, 416, LetterboxAnchor.Centre, 480, 270)]
    [InlineData(1920, 1080, 416, 416, LetterboxAnchor.Stretch, 960, 540)]
    [InlineData(640, 384, 640, 384, LetterboxAnchor.TopLeft, 640, 384)]
    [InlineData(320, 200, 640, 384, LetterboxAnchor.TopLeft, 320, 200)]
    [InlineData(3840, 2160, 320, 192, LetterboxAnchor.TopLeft, 480, 270)]
    public void A_JPEG_is_decoded_no_larger_than_the_letterbox_needs_it_and_never_smaller(
        int width, int height, int inputWidth, int inputHeight, LetterboxAnchor anchor, int decodedWidth,
        int decodedHeight)
    {
        var input = new PreprocessingSpec { Width = inputWidth, Height = inputHeight, Anchor = anchor };
        var jpeg = JpegOf(width, height, (_, _) => 90);
        using var image = PictureDecoder.Decode(jpeg, input, out var sourceWidth, out var sourceHeight);
        Assert.Equal((decodedWidth, decodedHeight), (image.Width, image.Height));
        Assert.Equal((width, height), (sourceWidth, sourceHeight));
        using var whole = PictureDecoder.Decode(jpeg, null, out _, out _);
        Assert.Equal((width, height), (whole.Width, whole.Height));
    }

    [Fact]
    public void A_PNG_is_decoded_whole()
    {
        using var image = Image.Rent(200, 100, PixelFormat.Bgr8);
        var png = PngCodec.Encode(image);
        using var back = PictureDecoder.Decode(
            png, new PreprocessingSpec { Width = 32, Height = 32 }, out var width, out var height);
        Assert.Equal((200, 100, 200, 100), (back.Width, back.Height, width, height));
    }

    [SkippableTheory]
    [InlineData(2, 320, 240)]
    [InlineData(2, 321, 239)]
    [InlineData(4, 322, 242)]
    [InlineData(8, 333, 241)]
    public void A_reduced_JPEG_is_what_OpenCV_reads_reduced(int scale, int width, int height)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(scale);
        var jpeg = JpegOf(width, height, (x, y) => (byte)(60 + 50 * Math.Sin(x / 9.0) + 50 * Math.Cos(y / 5.0) +
            random.Next(60)));
        File.WriteAllBytes(folder["picture.jpg"], jpeg);
        var size = Python.Run("tests/Perception.Tests/Reference/reduced_jpeg.py", ["cv2"],
            folder["picture.jpg"], $"{scale}", folder["reduced.raw"]);
        var expected = File.ReadAllBytes(folder["reduced.raw"]);

        using var image = JpegCodec.Decode(
            jpeg, minWidth: (width + scale - 1) / scale, minHeight: (height + scale - 1) / scale);
        Assert.Equal($"{image.Width} {image.Height}", size.Trim());
        Assert.Equal(expected.Length, image.ByteLength);
        Assert.All(expected.Zip(image.Bytes.ToArray()), levels => Assert.InRange(levels.First - levels.Second, -4, 4));

        // What the library reduces, to the bit.
        using var byLibrary = JpegCodec.Decode(jpeg, PixelFormat.Bgra8, image.Width, image.Height);
        var colours = byLibrary.Bytes.ToArray().Chunk(4).SelectMany(pixel => pixel.Take(3));
        Assert.Equal(expected, colours);
    }

    // A bright block's centre of mass, each pixel counted at its own middle: a reduced pixel's is that of the pixels
    // that it stands for. The sizes are no multiples of the reduction, where width over width would be off.
    [Theory]
    [InlineData(1281, 721, 641, 361)]
    [InlineData(1283, 725, 321, 182)]
    [InlineData(1287, 727, 161, 91)]
    [InlineData(641, 383, 641, 383)]
    public void A_place_in_the_networks_input_is_the_same_place_in_the_picture_whole_or_reduced(
        int width, int height, int inputWidth, int inputHeight)
    {
        const int Left = 1136, Top = 612, Side = 64;
        var (left, top) = (Math.Min(Left, width - 2 * Side), Math.Min(Top, height - 2 * Side));
        var jpeg = JpegOf(width, height, (x, y) =>
            x >= left && x < left + Side && y >= top && y < top + Side ? (byte)255 : (byte)0);
        var input = new PreprocessingSpec { Width = inputWidth, Height = inputHeight };
        using var image = PictureDecoder.Decode(jpeg, input, out var sourceWidth, out var sourceHeight);
        Assert.Equal((inputWidth, inputHeight), (image.Width, image.Height));

        var tensor = new float[3 * inputWidth * inputHeight];
        using var letterbox = new LetterboxKernel(input);
        LetterboxTransform transform;
        unsafe
        {
            fixed (float* start = tensor)
            {
                transform = letterbox.Run(image, (nint)start).ForSource(sourceWidth, sourceHeight);
            }
        }

        var (sum, sumX, sumY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < inputWidth * inputHeight; i++)
        {
            sum += tensor[i];
            sumX += tensor[i] * (i % inputWidth + 0.5);
            sumY += tensor[i] * (i / inputWidth + 0.5);
        }

        var (centreX, centreY) = transform.ToSource((float)(sumX / sum), (float)(sumY / sum));
        Assert.Equal(left + Side / 2.0, centreX, 0.1);
        Assert.Equal(top + Side / 2.0, centreY, 0.1);
    }

    [Fact]
    public void Decoding_reduced_allocates_nothing_managed()
    {
        var jpeg = JpegOf(320, 200, (x, y) => (byte)(x + y));
        var input = new PreprocessingSpec { Width = 160, Height = 96 };
        SteadyState.AllocatesNothing(() => PictureDecoder.Decode(jpeg, input, out _, out _).Dispose());
    }

    private static byte[] JpegOf(int width, int height, Func<int, int, byte> level)
    {
        using var image = Image.Rent(width, height, PixelFormat.Bgr8);
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < width; x++) row[3 * x] = row[3 * x + 1] = row[3 * x + 2] = level(x, y);
        }

        return JpegCodec.Encode(image, 95);
    }
}
