using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Perception.Imaging.Jpeg;

/// <summary>BT.601 with full range, as JFIF has it, to B, G, R.</summary>
internal static unsafe class FullRangeYuv
{
    /// <summary>Pixels that are read at a time: planes go on to a multiple of it.</summary>
    public const int Pixels = 16;

    // Parts of chroma in 1/512 and, so that two of them fit in 16 bits together, 1/256; the rest of 1.402, 1.772 and
    // 0.714 are whole parts.
    private const short RedOfV = 206; // 1.402 - 1
    private const short BlueOfU = -117; // 1.772 - 2
    private const short GreenOfV = 73; // 1 - 0.714
    private const short GreenOfU = -88; // -0.344

    // Where each byte of 48 comes from, among 16 of a colour; 255 where it is of another.
    private static readonly Vector128<byte>[] Orders = Interleave();

    // Where the first 32 and the last 16 bytes of 48 come from, among 16 blues, 16 greens and 16 reds.
    private static readonly Vector256<byte> FirstPlaces = Places(0);
    private static readonly Vector256<byte> LastPlaces = Places(Vector256<byte>.Count);

    /// <summary>Converts a row.</summary>
    /// <param name="y">Luma less 128.</param>
    /// <param name="u">Chroma less 128, of every pixel.</param>
    /// <param name="v">As <paramref name="u"/>.</param>
    /// <param name="bgr">Three bytes a pixel; nothing is written behind them.</param>
    /// <param name="width">Pixels.</param>
    public static void ToBgr(sbyte* y, sbyte* u, sbyte* v, byte* bgr, int width)
    {
        var orders = Orders;
        var x = 0;
        for (; x + Pixels <= width; x += Pixels)
        {
            Store(Vector128.Load(y + x), Vector128.Load(u + x), Vector128.Load(v + x), orders, bgr + 3 * x);
        }

        if (x < width)
        {
            var last = stackalloc byte[3 * Pixels];
            Store(Vector128.Load(y + x), Vector128.Load(u + x), Vector128.Load(v + x), orders, last);
            new Span<byte>(last, 3 * (width - x)).CopyTo(new Span<byte>(bgr + 3 * x, 3 * (width - x)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector128<sbyte> y, Vector128<sbyte> u, Vector128<sbyte> v, Vector128<byte>[] orders, byte* bgr)
    {
        var (luma, blueness, redness) = (Widen(y), Widen(u), Widen(v));
        var half = Vector256.Create((short)256);
        var b = Levels(luma + blueness + blueness + Vector256.ShiftRightArithmetic(blueness * BlueOfU + half, 9));
        var g = Levels(luma - redness + Vector256.ShiftRightArithmetic(
            redness * GreenOfV + blueness * GreenOfU + Vector256.Create((short)128), 8));
        var r = Levels(luma + redness + Vector256.ShiftRightArithmetic(redness * RedOfV + half, 9));
        if (Avx512Vbmi.VL.IsSupported)
        {
            var (lower, upper) = (Vector256.Create(b, g), r.ToVector256Unsafe());
            Avx512Vbmi.VL.PermuteVar32x8x2(lower, FirstPlaces, upper).Store(bgr);
            Avx512Vbmi.VL.PermuteVar32x8x2(lower, LastPlaces, upper).GetLower()
                .Store(bgr + Vector256<byte>.Count);
            return;
        }

        for (var i = 0; i < 3; i++)
        {
            (Vector128.ShuffleNative(b, orders[3 * i]) | Vector128.ShuffleNative(g, orders[3 * i + 1]) |
                Vector128.ShuffleNative(r, orders[3 * i + 2])).Store(bgr + Vector128<byte>.Count * i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen(Vector128<sbyte> samples) =>
        Avx2.IsSupported
            ? Avx2.ConvertToVector256Int16(samples)
            : Vector256.Create(Vector128.WidenLower(samples), Vector128.WidenUpper(samples));

    // Limited as signed bytes, then moved up by the 128 that are missing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Levels(Vector256<short> values) =>
        Vector128.NarrowWithSaturation(values.GetLower(), values.GetUpper()).AsByte() ^ Vector128.Create((byte)128);

    private static Vector256<byte> Places(int first) => Vector256.Create<byte>(
        [.. Enumerable.Range(first, Vector256<byte>.Count).Select(k => (byte)(Pixels * (k % 3) + k / 3))]);

    private static Vector128<byte>[] Interleave()
    {
        var orders = new Vector128<byte>[9];
        Span<byte> order = stackalloc byte[Vector128<byte>.Count];
        for (var i = 0; i < orders.Length; i++)
        {
            for (var k = 0; k < order.Length; k++)
            {
                var place = order.Length * (i / 3) + k;
                order[k] = place % 3 == i % 3 ? (byte)(place / 3) : byte.MaxValue;
            }

            orders[i] = Vector128.Create<byte>(order);
        }

        return orders;
    }
}
