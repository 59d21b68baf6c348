using System.Runtime.InteropServices;
using Perception.Imaging.Native;

namespace Perception.Imaging;

/// <summary>PNG by libpng's simplified interface, 8 bits a channel. Pictures of 16 bits are read with their high bytes.</summary>
public static unsafe class PngCodec
{
    /// <summary>Decodes to Bgr8, Rgb8, Bgra8 or Mono8; transparency is laid on black unless Bgra8 is asked for.</summary>
    /// <exception cref="ImageFormatException">The PNG is damaged or cut short.</exception>
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
                    throw new ImageFormatException($"a PNG of {header.Width}x{header.Height} pixels is too large; up to 65535x65535 is read");
                }

                header.Format = PngFormat(format);
                image = Image.Rent((int)header.Width, (int)header.Height, format);
                // A background colour of zero: libpng writes over the buffer where pixels are transparent.
                var background = stackalloc byte[4];
                if (LibPng.png_image_finish_read(&header, background, image.Data, image.Stride, null) == 0)
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

    /// <summary>Encodes Bgr8, Rgb8, Bgra8 and Mono8 as they are, other formats as colour.</summary>
    public static byte[] Encode(Image image)
    {
        if (image.Format is not (PixelFormat.Bgr8 or PixelFormat.Rgb8 or PixelFormat.Bgra8 or PixelFormat.Mono8))
        {
            using var converted = ImageConverter.Convert(image, PixelFormat.Bgr8);
            return Encode(converted);
        }

        var header = new LibPng.PngImage
        {
            Version = LibPng.Version,
            Width = (uint)image.Width,
            Height = (uint)image.Height,
            Format = PngFormat(image.Format),
        };
        nuint size = 0;
        if (LibPng.png_image_write_to_memory(&header, null, &size, 0, image.Data, image.Stride, null) == 0)
        {
            throw Error(&header, 0);
        }

        var png = new byte[(int)size];
        fixed (byte* bytes = png)
        {
            if (LibPng.png_image_write_to_memory(&header, bytes, &size, 0, image.Data, image.Stride, null) == 0)
            {
                throw Error(&header, 0);
            }
        }

        return png;
    }

    private static uint PngFormat(PixelFormat format) => format switch
    {
        PixelFormat.Bgr8 => LibPng.FormatBgr,
        PixelFormat.Rgb8 => LibPng.FormatRgb,
        PixelFormat.Bgra8 => LibPng.FormatBgra,
        PixelFormat.Mono8 => LibPng.FormatGrey,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "a PNG is decoded to 8-bit colour or grey"),
    };

    private static ImageFormatException Error(LibPng.PngImage* header, int length) =>
        new($"the PNG of {length} bytes cannot be used: {Marshal.PtrToStringUTF8((nint)header->Message)}");
}
