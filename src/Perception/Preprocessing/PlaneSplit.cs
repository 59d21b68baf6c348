using System.Runtime.Intrinsics;

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

    /// <summary>Fills <see cref="LetterboxPlan.Planes"/> from a row of three channels.</summary>
    public static void Split(LetterboxPlan plan, byte* row)
    {
        var places = Places;
        var x = 0;
        for (; Vector128.IsHardwareAccelerated && x + Columns <= plan.Width; x += Columns)
        {
            var first = Vector128.Load(row + Channels * x);
            var second = Vector128.Load(row + Channels * x + Columns);
            var third = Vector128.Load(row + Channels * x + 2 * Columns);
            for (var channel = 0; channel < Channels; channel++)
            {
                var (lower, upper) = Vector128.Widen(
                    Vector128.ShuffleNative(first, places[Channels * channel]) |
                    Vector128.ShuffleNative(second, places[Channels * channel + 1]) |
                    Vector128.ShuffleNative(third, places[Channels * channel + 2]));
                var plane = plan.Planes + channel * plan.PlaneStride + x;
                Vector128.ShiftLeft(lower, RowBlend.Shift).AsInt16().Store(plane);
                Vector128.ShiftLeft(upper, RowBlend.Shift).AsInt16().Store(plane + Columns / 2);
            }
        }

        for (; x < plan.Width; x++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                plan.Planes[channel * plan.PlaneStride + x] = (short)(row[Channels * x + channel] << RowBlend.Shift);
            }
        }
    }

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
