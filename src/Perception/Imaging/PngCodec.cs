using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perception.Imaging.Native;

namespace Perception.Imaging;

/// <summary>
/// PNG by libpng's simplified interface: colour and grey of 8 bits, grey and depth of 16 bits at full precision.
/// </summary>
public static unsafe class PngCodec
{
    /// <summary>
    /// Decodes to Bgr8, Rgb8, Bgra8, Mono8, Mono16 or Depth16U; transparency is laid on black unless Bgra8 is asked
    /// for. Levels of 16 bits are scaled to 8 and the other way round; depth is taken as it is.
    /// </summary>
    /// <exception cref="ImageFormatException">The PNG is damaged or cut short, or holds no depth.</exception>
    public static Image Decode(ReadOnlySpan<byte> png, PixelFormat format = PixelFormat.Bgr8)
    {
        var header = new LibPng.PngImage { Version = LibPng.Version };
        Image? image = null;
        try
        {
            fixed (byte* bytes = png)
            {
                if (LibPng.png_image_begin_read_from_memory(&header, bytes, (nuint)png.Length) == 0)
                {
                    throw Error(&header, png.Length);
                }

                if (header.Width > 65535 || header.Height > 65535)
                {
                    throw new ImageFormatException(
                        $"a PNG of {header.Width}x{header.Height} pixels is too large; up to 65535x65535 is read");
                }

                var has16Bits = (header.Format & LibPng.FormatFlag16Bit) != 0;
                if (Is16Bit(format) && !has16Bits)
                {
                    return format == PixelFormat.Mono16
                        ? Widen(png)
                        : throw new ImageFormatException(
                            $"a PNG of 8 bits a channel holds no depth as {ImageEncodings.ToRos(format)}; 16 bits " +
                            "are needed");
                }

                // Levels are scaled, not taken for light and bent by a gamma.
                header.Flags |= Is16Bit(format) ? 0 : LibPng.Flag16BitSrgb;
                header.Format = PngFormat(format);
                image = Image.Rent((int)header.Width, (int)header.Height, format);
                // A background colour of zero: libpng writes over the buffer where pixels are transparent.
                var background = stackalloc byte[4];
                if (LibPng.png_image_finish_read(&header, background, image.Data, RowStride(image), null) == 0)
                {
                    throw Error(&header, png.Length);
                }
            }

            return image;
        }
        catch
        {
            image?.Dispose();
            throw;
        }
        finally
        {
            LibPng.png_image_free(&header);
        }
    }

    /// <summary>Encodes Bgr8, Rgb8, Bgra8, Mono8, Mono16 and Depth16U as they are, other formats as colour.</summary>
    public static byte[] Encode(Image image)
    {
        using var storable = Storable(image);
        var png = new byte[Write(storable, null, 0)];
        fixed (byte* bytes = png)
        {
            Write(storable, bytes, png.Length);
        }

        return png;
    }

    /// <summary>The same into memory of the caller, without allocating; returns how many bytes it takes.</summary>
    /// <exception cref="ImageFormatException">
    /// There is too little room; <see cref="LargestSize"/> is enough.
    /// </exception>
    public static int Encode(Image image, Span<byte> png)
    {
        using var storable = Storable(image);
        fixed (byte* bytes = png)
        {
            return Write(storable, bytes, png.Length);
        }
    }

    /// <summary>Bytes that a PNG of that size takes at most.</summary>
    public static int LargestSize(int width, int height, int bytesPerPixel)
    {
        // As zlib bounds its own output, and a chunk's frame for every buffer that libpng writes.
        const int Chunk = 8192, ChunkFrame = 12, OtherChunks = 256;
        var pixels = checked((width * bytesPerPixel + 1) * height);
        var packed = checked(pixels + (pixels >> 12) + (pixels >> 14) + (pixels >> 25) + 13);
        return checked(packed + (packed / Chunk + 1) * ChunkFrame + OtherChunks);
    }

    // Null writes nothing and tells the size.
    private static int Write(Image image, byte* png, int length)
    {
        var header = new LibPng.PngImage
        {
            Version = LibPng.Version,
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Format = PngFormat(image.Format),
        };
        var size = (nuint)length;
        return LibPng.png_image_write_to_memory(&header, png, &size, 0, image.Data, RowStride(image), null) != 0
            ? (int)size
            : throw new ImageFormatException(
                $"an image of {image.Width}x{image.Height} pixels cannot become a PNG: {Reason(&header)}");
    }

    private static Image Storable(Image image) => Is16Bit(image.Format)
        ? image.IsBigEndian == BitConverter.IsLittleEndian ? Swap(image) : image.AddReference()
        : image.Format is PixelFormat.Bgr8 or PixelFormat.Rgb8 or PixelFormat.Bgra8 or PixelFormat.Mono8
            ? image.AddReference()
            : ImageConverter.Convert(image, PixelFormat.Bgr8);

    private static bool Is16Bit(PixelFormat format) => format is PixelFormat.Mono16 or PixelFormat.Depth16U;

    // libpng counts a row's channels, not its bytes.
    private static int RowStride(Image image) => Is16Bit(image.Format) ? image.Stride / 2 : image.Stride;

    private static Image Widen(ReadOnlySpan<byte> png)
    {
        using var narrow = Decode(png, PixelFormat.Mono8);
        var wide = Image.Rent(narrow.Width, narrow.Height, PixelFormat.Mono16);
        for (var y = 0; y < narrow.Height; y++)
        {
            var from = narrow.Row(y);
            var to = MemoryMarshal.Cast<byte, ushort>(wide.Row(y));
            for (var x = 0; x < from.Length; x++)
            {
                to[x] = (ushort)(from[x] * 257);
            }
        }

        return wide;
    }

    private static Image Swap(Image image)
    {
        var result = Image.Rent(image.Width, image.Height, image.Format);
        for (var y = 0; y < image.Height; y++)
        {
            BinaryPrimitives.ReverseEndianness(
                MemoryMarshal.Cast<byte, ushort>(image.Row(y)), MemoryMarshal.Cast<byte, ushort>(result.Row(y)));
        }

        return result;
    }

    private static uint PngFormat(PixelFormat format) => format switch
    {
        PixelFormat.Bgr8 => LibPng.FormatBgr,
        PixelFormat.Rgb8 => LibPng.FormatRgb,
        PixelFormat.Bgra8 => LibPng.FormatBgra,
        PixelFormat.Mono8 => LibPng.FormatGrey,
        PixelFormat.Mono16 or PixelFormat.Depth16U => LibPng.FormatGrey16,
        _ => throw new ArgumentOutOfRangeException(
            nameof(format), format, "a PNG is decoded to colour of 8 bits or grey of 8 or 16"),
    };

    private static ImageFormatException Error(LibPng.PngImage* header, int length) =>
        new($"the PNG of {length} bytes cannot be used: {Reason(header)}");

    private static string Reason(LibPng.PngImage* header) =>
        Marshal.PtrToStringUTF8((nint)header->Message) is { Length: > 0 } reason ? reason : "there is too little room";
}
