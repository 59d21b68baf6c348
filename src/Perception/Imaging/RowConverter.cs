using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Perception.Imaging;

/// <summary>
/// Turns one row of any format into three bytes a pixel. YUV follows BT.601 with limited range; Bayer patterns are
/// interpolated bilinearly. Nothing is read or written behind the row.
/// </summary>
internal static unsafe class RowConverter
{
    /// <summary>Whether rows can be used as they lie.</summary>
    public static bool IsPacked(PixelFormat format) => format is PixelFormat.Bgr8 or PixelFormat.Rgb8;

    /// <summary>
    /// Writes row <paramref name="y"/> of <paramref name="image"/> as B, G, R to <paramref name="bgr"/>.
    /// </summary>
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
                Yuv422(row, 0, 1, 2, YuvOrder.Uyvy, bgr, image.Width);
                break;
            case PixelFormat.Yuyv:
                Yuv422(row, 1, 0, 3, YuvOrder.Yuyv, bgr, image.Width);
                break;
            case PixelFormat.Nv12:
                SemiPlanar(
                    row, image.Data + (long)(image.Height + y / 2) * image.Stride, 0, YuvOrder.Nv12, bgr, image.Width);
                break;
            case PixelFormat.Nv21:
                SemiPlanar(
                    row, image.Data + (long)(image.Height + y / 2) * image.Stride, 1, YuvOrder.Nv21, bgr, image.Width);
                break;
            case PixelFormat.Nv24:
                Nv24(row, image.Data + (image.Height + 2L * y) * image.Stride, bgr, image.Width);
                break;
            default:
                new BayerRow(image, y).ToBgr(bgr);
                break;
        }
    }

    private static void Swizzle(byte* row, int step, int blue, int green, int red, byte* bgr, int width)
    {
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // As many pixels as sixteen bytes hold on both sides; what is stored beyond them is overwritten by the
            // next.
            var pixels = Vector128<byte>.Count / Math.Max(3, step);
            Span<byte> order = stackalloc byte[Vector128<byte>.Count];
            order.Clear();
            for (var i = 0; i < pixels; i++)
            {
                (order[3 * i], order[3 * i + 1], order[3 * i + 2]) =
                    ((byte)(step * i + blue), (byte)(step * i + green), (byte)(step * i + red));
            }

            var indices = Vector128.Create<byte>(order);
            var last = width - (Vector128<byte>.Count + step - 1) / Math.Min(3, step);
            for (; x <= last; x += pixels)
            {
                Vector128.ShuffleNative(Vector128.Load(row + step * x), indices).Store(bgr + 3 * x);
            }
        }

        for (; x < width; x++)
        {
            bgr[3 * x] = row[step * x + blue];
            bgr[3 * x + 1] = row[step * x + green];
            bgr[3 * x + 2] = row[step * x + red];
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

    private static void Yuv422(byte* row, int u, int y, int v, in YuvOrder order, byte* bgr, int width)
    {
        var x = 0;
        for (; Vector128.IsHardwareAccelerated && x + YuvBlock.PixelsWritten <= width; x += YuvBlock.Pixels)
        {
            YuvBlock.Store(
                Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(row + 2 * x)).AsByte(), order, bgr + 3 * x);
        }

        for (; x < width; x++)
        {
            var pair = row + 2 * (x & ~1);
            YuvBlock.Store(row[2 * x + y], pair[u], pair[v], bgr + 3 * x);
        }
    }

    private static void SemiPlanar(byte* luma, byte* chroma, int u, in YuvOrder order, byte* bgr, int width)
    {
        var x = 0;
        for (; Vector128.IsHardwareAccelerated && x + YuvBlock.PixelsWritten <= width; x += YuvBlock.Pixels)
        {
            var samples = Unsafe.ReadUnaligned<uint>(luma + x) | (ulong)Unsafe.ReadUnaligned<uint>(chroma + x) << 32;
            YuvBlock.Store(Vector128.CreateScalar(samples).AsByte(), order, bgr + 3 * x);
        }

        for (; x < width; x++)
        {
            var pair = chroma + (x & ~1);
            YuvBlock.Store(luma[x], pair[u], pair[1 - u], bgr + 3 * x);
        }
    }

    private static void Nv24(byte* luma, byte* chroma, byte* bgr, int width)
    {
        var x = 0;
        for (; Vector128.IsHardwareAccelerated && x + YuvBlock.PixelsWritten <= width; x += YuvBlock.Pixels)
        {
            var samples = Vector128.Create(
                (ulong)Unsafe.ReadUnaligned<uint>(luma + x), Unsafe.ReadUnaligned<ulong>(chroma + 2 * x));
            YuvBlock.Store(samples.AsByte(), YuvOrder.Nv24, bgr + 3 * x);
        }

        for (; x < width; x++)
        {
            YuvBlock.Store(luma[x], chroma[2 * x], chroma[2 * x + 1], bgr + 3 * x);
        }
    }
}
