using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Perception.Preprocessing;

/// <summary>
/// Splits the channels of a row into planes where the picture has the size that the network wants: nothing to
/// interpolate, and the same bits as if it were.
/// </summary>
internal static unsafe class PlaneSplit
{
    private const int Channels = 3;
    private const int Columns = 16;

    // For each channel, where among three registers of sixteen bytes its sixteen levels lie.
    private static readonly Vector128<byte>[] Places = [.. Enumerable.Range(0, Channels * Channels).Select(Order)];

    // Where in a row of sixteen pixels the levels of the first two channels lie, and those of the third.
    private static readonly Vector256<byte> FirstChannels =
        Vector256.Create<byte>([.. Enumerable.Range(0, 2 * Columns).Select(i => Place(i / Columns, i % Columns))]);

    private static readonly Vector256<byte> LastChannel =
        Vector256.Create<byte>([.. Enumerable.Range(0, 2 * Columns).Select(i => Place(Channels - 1, i % Columns))]);

    /// <summary>Fills <see cref="LetterboxPlan.Planes"/> from a row of three channels.</summary>
    public static void Split(LetterboxPlan plan, byte* row)
    {
        var places = Places;
        var x = 0;
        for (; Vector128.IsHardwareAccelerated && x + Columns <= plan.Width; x += Columns)
        {
            var (first, second, third) = Load(row + Channels * x, places);
            Store(first, plan.Planes + x);
            Store(second, plan.Planes + plan.PlaneStride + x);
            Store(third, plan.Planes + 2 * plan.PlaneStride + x);
        }

        for (; x < plan.Width; x++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                plan.Planes[channel * plan.PlaneStride + x] = (short)(row[Channels * x + channel] << RowBlend.Shift);
            }
        }
    }

    /// <summary>
    /// The same and <see cref="RowStore.Float"/> at once: a row of three channels to three rows of numbers, each with
    /// the factor and the offset of its channel. Needs AVX-512.
    /// </summary>
    public static void ToFloats(byte* row, int count, FloatRow first, FloatRow second, FloatRow third)
    {
        var x = 0;
        var places = Places;
        for (; x + Columns <= count; x += Columns)
        {
            var (a, b, c) = Avx512Vbmi.VL.IsSupported ? Permuted(row + Channels * x) : Load(row + Channels * x, places);
            first.Store(a, x);
            second.Store(b, x);
            third.Store(c, x);
        }

        for (; x < count; x++)
        {
            first.Store(row[Channels * x], x);
            second.Store(row[Channels * x + 1], x);
            third.Store(row[Channels * x + 2], x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> First, Vector128<byte> Second, Vector128<byte> Third) Load(
        byte* pixels, Vector128<byte>[] places)
    {
        var first = Vector128.Load(pixels);
        var second = Vector128.Load(pixels + Columns);
        var third = Vector128.Load(pixels + 2 * Columns);
        return (Channel(0), Channel(1), Channel(2));

        Vector128<byte> Channel(int channel) => Vector128.ShuffleNative(first, places[Channels * channel]) |
            Vector128.ShuffleNative(second, places[Channels * channel + 1]) |
            Vector128.ShuffleNative(third, places[Channels * channel + 2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> First, Vector128<byte> Second, Vector128<byte> Third) Permuted(byte* pixels)
    {
        var (lower, upper) = (Vector256.Load(pixels), Vector128.Load(pixels + 2 * Columns).ToVector256Unsafe());
        var two = Avx512Vbmi.VL.PermuteVar32x8x2(lower, FirstChannels, upper);
        return (two.GetLower(), two.GetUpper(),
            Avx512Vbmi.VL.PermuteVar32x8x2(lower, LastChannel, upper).GetLower());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> levels, short* plane)
    {
        var (lower, upper) = Vector128.Widen(levels);
        Vector128.ShiftLeft(lower, RowBlend.Shift).AsInt16().Store(plane);
        Vector128.ShiftLeft(upper, RowBlend.Shift).AsInt16().Store(plane + Columns / 2);
    }

    private static byte Place(int channel, int column) => (byte)(Channels * column + channel);

    // 255 where a level lies in another register.
    private static Vector128<byte> Order(int index)
    {
        var (channel, register) = (index / Channels, index % Channels);
        Span<byte> order = stackalloc byte[Columns];
        for (var i = 0; i < order.Length; i++)
        {
            var place = Channels * i + channel - Columns * register;
            order[i] = place is >= 0 and < Columns ? (byte)place : byte.MaxValue;
        }

        return Vector128.Create<byte>(order);
    }
}
