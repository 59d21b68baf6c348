using System.Runtime.InteropServices;
using Perception.Imaging.Jpeg;
using Perception.Imaging.Native;

namespace Perception.Imaging;

/// <summary>
/// JPEG by libturbojpeg. Decoding can reduce the picture, which costs less than full size; what cameras send is then
/// decoded by <see cref="JpegReducer"/>, which takes three quarters of the library's time.
/// </summary>
public static unsafe class JpegCodec
{
    private const int Rgb = 0;
    private const int Bgr = 1;
    private const int Rgbx = 2;
    private const int Bgrx = 3;
    private const int Grey = 6;
    private const int StopOnWarning = 8192;
    private const int NoRealloc = 1024;
    private const int Subsampling420 = 2;
    private const int SubsamplingGrey = 3;

    // Handles are not thread-safe; one for each thread, for its life.
    [ThreadStatic]
    private static TurboJpegHandle? _decompressor;

    [ThreadStatic]
    private static TurboJpegHandle? _compressor;

    [ThreadStatic]
    private static JpegReducer? _reducer;

    private static nint Decompressor => (_decompressor ??= TurboJpegHandle.Decompressor()).Address;

    /// <summary>Width and height in pixels, from the header.</summary>
    /// <exception cref="ImageFormatException">Not a JPEG.</exception>
    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> jpeg)
    {
        var handle = Decompressor;
        int width, height, subsampling, colourSpace;
        fixed (byte* bytes = jpeg)
        {
            if (TurboJpeg.tjDecompressHeader3(
                handle, bytes, (nuint)jpeg.Length, &width, &height, &subsampling, &colourSpace) != 0)
            {
                throw DecodingError(jpeg.Length);
            }
        }

        // A file that ends before its frame header passes TurboJPEG without an error and without a size.
        if (width > 0 && height > 0)
        {
            return (width, height);
        }

        GiveUpDecompressor();
        throw new ImageFormatException($"the JPEG of {jpeg.Length} bytes ends before its size");
    }

    /// <summary>
    /// Decodes to Bgr8, Rgb8, Bgra8, Rgba8 or Mono8. With a minimum size, to the smallest of 1/1, 1/2, 1/4 and 1/8 that
    /// is not below it in either direction.
    /// </summary>
    /// <exception cref="ImageFormatException">The JPEG is damaged or cut short.</exception>
    public static Image Decode(
        ReadOnlySpan<byte> jpeg, PixelFormat format = PixelFormat.Bgr8, int minWidth = 0, int minHeight = 0) =>
        Decode(jpeg, ReadSize(jpeg), format, minWidth, minHeight);

    /// <summary>The same where <see cref="ReadSize"/> was asked already.</summary>
    internal static Image Decode(
        ReadOnlySpan<byte> jpeg, (int Width, int Height) size, PixelFormat format, int minWidth, int minHeight)
    {
        var (width, height) = size;
        var scale = 1;
        while (scale < 8 && minWidth > 0 && Scaled(width, 2 * scale) >= minWidth &&
            Scaled(height, 2 * scale) >= minHeight)
        {
            scale *= 2;
        }

        if (scale > 1 && format == PixelFormat.Bgr8 && (_reducer ??= new()).Decode(jpeg, scale) is { } reduced)
        {
            return reduced;
        }

        var (turboFormat, handle) = (TurboFormat(format), Decompressor);
        var image = Image.Rent(Scaled(width, scale), Scaled(height, scale), format);
        int result;
        fixed (byte* bytes = jpeg)
        {
            // Damage is an error: half a picture in grey must not pass for a frame.
            result = TurboJpeg.tjDecompress2(
                handle, bytes, (nuint)jpeg.Length, image.Data, image.Width, image.Stride, image.Height,
                turboFormat, StopOnWarning);
        }

        if (result != 0)
        {
            image.Dispose();
            throw DecodingError(jpeg.Length);
        }

        return image;
    }

    /// <summary>Encodes with 4:2:0 chroma, grey without any.</summary>
    /// <param name="image">Bgr8, Rgb8, Bgra8, Rgba8 or Mono8; other formats are converted first.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] Encode(Image image, int quality = 90)
    {
        var jpeg = new byte[LargestSize(image)];
        Array.Resize(ref jpeg, Encode(image, jpeg, quality));
        return jpeg;
    }

    /// <summary>Bytes that the JPEG of an image has at most.</summary>
    public static int LargestSize(Image image) =>
        (int)TurboJpeg.tjBufSize(image.Width, image.Height, Subsampling(image));

    /// <summary>
    /// Encodes into memory of <see cref="LargestSize"/> and returns the bytes used. Allocates nothing.
    /// </summary>
    /// <inheritdoc cref="Encode(Image, int)"/>
    public static int Encode(Image image, Span<byte> destination, int quality = 90)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, LargestSize(image));
        if (image.Format is not (
            PixelFormat.Bgr8 or PixelFormat.Rgb8 or PixelFormat.Bgra8 or PixelFormat.Rgba8 or PixelFormat.Mono8))
        {
            using var converted = ImageConverter.Convert(image, PixelFormat.Bgr8);
            return Encode(converted, destination, quality);
        }

        var handle = (_compressor ??= TurboJpegHandle.Compressor()).Address;
        var size = (nuint)destination.Length;
        fixed (byte* start = destination)
        {
            var to = start;
            if (TurboJpeg.tjCompress2(
                handle, image.Data, image.Width, image.Stride, image.Height, TurboFormat(image.Format),
                &to, &size, Subsampling(image), quality, NoRealloc) != 0)
            {
                throw new ImageFormatException(
                    $"an image of {image.Width}x{image.Height} pixels cannot become a JPEG: {Reason(handle)}");
            }
        }

        return (int)size;
    }

    private static int Subsampling(Image image) =>
        image.Format == PixelFormat.Mono8 ? SubsamplingGrey : Subsampling420;

    private static int Scaled(int size, int scale) => (size + scale - 1) / scale;

    private static int TurboFormat(PixelFormat format) => format switch
    {
        PixelFormat.Rgb8 => Rgb,
        PixelFormat.Bgr8 => Bgr,
        PixelFormat.Rgba8 => Rgbx,
        PixelFormat.Bgra8 => Bgrx,
        PixelFormat.Mono8 => Grey,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "a JPEG is decoded to 8-bit colour or grey"),
    };

    private static ImageFormatException DecodingError(int length)
    {
        var error = new ImageFormatException(
            $"the JPEG of {length} bytes cannot be decoded: {Reason(Decompressor)}");
        GiveUpDecompressor();
        return error;
    }

    // One that failed among headers would go on there with the next picture.
    private static void GiveUpDecompressor()
    {
        _decompressor?.Dispose();
        _decompressor = null;
    }

    private static string Reason(nint handle) =>
        Marshal.PtrToStringUTF8(TurboJpeg.tjGetErrorStr2(handle)) ?? "libturbojpeg gives no reason";
}
