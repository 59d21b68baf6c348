using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Perception.Imaging;

/// <summary>
/// BT.601 with limited range to B, G, R, in the 20-bit fixed point that OpenCV's cvtColor uses: four pixels at a time,
/// and one by one for what is left. Both give the same bits.
/// </summary>
internal static unsafe class YuvBlock
{
    /// <summary>Pixels of a block.</summary>
    public const int Pixels = 4;

    /// <summary>
    /// A block is stored with four bytes more than it has: it must end this many pixels before the row does.
    /// </summary>
    public const int PixelsWritten = 6;

    private const int Shift = 20;
    private const int Half = 1 << (Shift - 1);
    private const int Luma = 1220542;
    private const int BlueOfU = 2116026;
    private const int GreenOfU = -409993;
    private const int GreenOfV = -852492;
    private const int RedOfV = 1673527;

    /// <summary>Converts a block.</summary>
    /// <param name="bytes">Its samples, in an order of their own.</param>
    /// <param name="order">Where Y, U and V of each pixel are among them.</param>
    /// <param name="bgr">Twelve bytes and four to spare.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> bytes, in YuvOrder order, byte* bgr)
    {
        var y = Vector128.Max(
            Vector128.ShuffleNative(bytes, order.Y).AsInt32() - Vector128.Create(16), Vector128<int>.Zero);
        var u = Vector128.ShuffleNative(bytes, order.U).AsInt32() - Vector128.Create(128);
        var v = Vector128.ShuffleNative(bytes, order.V).AsInt32() - Vector128.Create(128);
        var luma = y * Vector128.Create(Luma) + Vector128.Create(Half);
        var blue = Level(luma + u * Vector128.Create(BlueOfU));
        var green = Level(luma + u * Vector128.Create(GreenOfU) + v * Vector128.Create(GreenOfV));
        var red = Level(luma + v * Vector128.Create(RedOfV));
        var pixels = (blue | Vector128.ShiftLeft(green, 8) | Vector128.ShiftLeft(red, 16)).AsByte();
        Vector128.Shuffle(pixels, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 3, 3, 3))
            .Store(bgr);
    }

    /// <summary>Converts one pixel.</summary>
    public static void Store(int y, int u, int v, byte* bgr)
    {
        var luma = Math.Max(0, y - 16) * Luma + Half;
        u -= 128;
        v -= 128;
        bgr[0] = Level(luma + BlueOfU * u);
        bgr[1] = Level(luma + GreenOfU * u + GreenOfV * v);
        bgr[2] = Level(luma + RedOfV * v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Level(Vector128<int> value) =>
        Vector128.Clamp(Vector128.ShiftRightArithmetic(value, Shift), Vector128<int>.Zero, Vector128.Create(255));

    private static byte Level(int value) => (byte)Math.Clamp(value >> Shift, 0, 255);
}
