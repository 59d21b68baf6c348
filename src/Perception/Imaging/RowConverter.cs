using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Perception.Imaging;

/// <summary>
/// Turns one row of any format into three bytes a pixel. YUV follows BT.601 with limited range in the integer form that
/// OpenCV's cvtColor uses; Bayer patterns are interpolated bilinearly.
/// </summary>
internal static unsafe class RowConverter
{
    /// <summary>Whether rows can be used as they lie.</summary>
    public static bool IsPacked(PixelFormat format) => format is PixelFormat.Bgr8 or PixelFormat.Rgb8;

    /// <summary>Writes row <paramref name="y"/> of <paramref name="image"/> as B, G, R to <paramref name="bgr"/>.</summary>
    public static void ToBgr(Image image, int y, byte* bgr)
    {
        var row = image.Data + (long)y * image.Stride;
        switch (image.Format)
        {
            case PixelFormat.Bgr8:
                Buffer.MemoryCopy(row, bgr, 3L * image.Width, 3L * image.Width);
                break;
            case PixelFormat.Rgb8:
                Swizzle(row, 3, 2, 1, 0, bgr, image.Width);
                break;
            case PixelFormat.Rgba8:
                Swizzle(row, 4, 2, 1, 0, bgr, image.Width);
                break;
            case PixelFormat.Bgra8:
                Swizzle(row, 4, 0, 1, 2, bgr, image.Width);
                break;
            case PixelFormat.Mono8:
                Swizzle(row, 1, 0, 0, 0, bgr, image.Width);
                break;
            case PixelFormat.Mono16 or PixelFormat.Depth16U:
                // The high byte is the grey level.
                var high = image.IsBigEndian ? 0 : 1;
                Swizzle(row, 2, high, high, high, bgr, image.Width);
                break;
            case PixelFormat.Depth32F:
                Real(row, image.IsBigEndian, bgr, image.Width);
                break;
            case PixelFormat.Uyvy:
                Yuv422(row, 0, 1, 2, bgr, image.Width);
                break;
            case PixelFormat.Yuyv:
                Yuv422(row, 1, 0, 3, bgr, image.Width);
                break;
            case PixelFormat.Nv12:
                SemiPlanar(row, image.Data + (long)(image.Height + y / 2) * image.Stride, 0, bgr, image.Width);
                break;
            case PixelFormat.Nv21:
                SemiPlanar(row, image.Data + (long)(image.Height + y / 2) * image.Stride, 1, bgr, image.Width);
                break;
            case PixelFormat.Nv24:
                Nv24(row, image.Data + (image.Height + 2L * y) * image.Stride, bgr, image.Width);
                break;
            default:
                Bayer(image, y, bgr);
                break;
        }
    }

    private static void Swizzle(byte* row, int step, int blue, int green, int red, byte* bgr, int width)
    {
        for (var x = 0; x < width; x++, row += step, bgr += 3)
        {
            bgr[0] = row[blue];
            bgr[1] = row[green];
            bgr[2] = row[red];
        }
    }

    private static void Real(byte* row, bool bigEndian, byte* bgr, int width)
    {
        for (var x = 0; x < width; x++, row += 4, bgr += 3)
        {
            var bits = Unsafe.ReadUnaligned<uint>(row);
            var value = BitConverter.UInt32BitsToSingle(bigEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits);
            bgr[0] = bgr[1] = bgr[2] = value >= 0 ? (byte)Math.Min(value + 0.5f, 255f) : (byte)0;
        }
    }

    private static void Yuv422(byte* row, int u, int y, int v, byte* bgr, int width)
    {
        for (var x = 0; x < width; x += 2, row += 4, bgr += 6)
        {
            Yuv(row[y], row[u], row[v], bgr);
            Yuv(row[y + 2], row[u], row[v], bgr + 3);
        }
    }

    private static void SemiPlanar(byte* luma, byte* chroma, int u, byte* bgr, int width)
    {
        for (var x = 0; x < width; x++, bgr += 3)
        {
            var pair = chroma + (x & ~1);
            Yuv(luma[x], pair[u], pair[1 - u], bgr);
        }
    }

    private static void Nv24(byte* luma, byte* chroma, byte* bgr, int width)
    {
        for (var x = 0; x < width; x++, bgr += 3)
        {
            Yuv(luma[x], chroma[2 * x], chroma[2 * x + 1], bgr);
        }
    }

    // BT.601, 16..235, in 20-bit fixed point.
    private static void Yuv(int y, int u, int v, byte* bgr)
    {
        const int Shift = 20, Half = 1 << 19;
        var luma = Math.Max(0, y - 16) * 1220542;
        u -= 128;
        v -= 128;
        bgr[0] = Clamp((luma + Half + 2116026 * u) >> Shift);
        bgr[1] = Clamp((luma + Half - 409993 * u - 852492 * v) >> Shift);
        bgr[2] = Clamp((luma + Half + 1673527 * v) >> Shift);
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);

    // Of values of 16 bits the high byte.
    private static void Bayer(Image image, int y, byte* bgr)
    {
        // Where red lies in the 2x2 cell.
        var (redX, redY) = image.Format switch
        {
            PixelFormat.BayerRggb8 or PixelFormat.BayerRggb16 => (0, 0),
            PixelFormat.BayerBggr8 or PixelFormat.BayerBggr16 => (1, 1),
            PixelFormat.BayerGbrg8 or PixelFormat.BayerGbrg16 => (0, 1),
            _ => (1, 0),
        };
        var width = image.Width;
        var step = ImageEncodings.BytesPerPixel(image.Format);
        var first = image.Data + (step == 2 && !image.IsBigEndian ? 1 : 0);
        var row = first + (long)y * image.Stride;
        var above = first + (long)Mirror(y - 1, image.Height) * image.Stride;
        var below = first + (long)Mirror(y + 1, image.Height) * image.Stride;
        var redRow = (y & 1) == redY;
        for (var x = 0; x < width; x++, bgr += 3)
        {
            var here = step * x;
            var left = step * Mirror(x - 1, width);
            var right = step * Mirror(x + 1, width);
            var redColumn = (x & 1) == redX;
            if (redRow != redColumn)
            {
                var horizontal = (byte)((row[left] + row[right] + 1) >> 1);
                var vertical = (byte)((above[here] + below[here] + 1) >> 1);
                bgr[0] = redRow ? vertical : horizontal;
                bgr[1] = row[here];
                bgr[2] = redRow ? horizontal : vertical;
                continue;
            }

            var diagonal = (byte)((above[left] + above[right] + below[left] + below[right] + 2) >> 2);
            bgr[0] = redRow ? diagonal : row[here];
            bgr[1] = (byte)((row[left] + row[right] + above[here] + below[here] + 2) >> 2);
            bgr[2] = redRow ? row[here] : diagonal;
        }
    }

    private static int Mirror(int i, int length) => length == 1 ? 0 : i < 0 ? -i : i >= length ? 2 * length - 2 - i : i;
}
