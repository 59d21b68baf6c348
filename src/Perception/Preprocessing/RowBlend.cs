using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Perception.Preprocessing;

/// <summary>
/// The vertical half of bilinear interpolation: levels times 64, <c>a + round((b - a) * weight)</c> with weights in
/// 1/32768. The rounding multiplication exists as one instruction on x86 and ARM, so every path gives the same bits.
/// </summary>
internal static unsafe class RowBlend
{
    public const int Shift = 6;

    public static void Blend(byte* near, byte* far, short weight, short* destination, int count, SimdLevel level)
    {
        var i = level switch
        {
            SimdLevel.Avx512 or SimdLevel.Avx512Vbmi => Blend512(near, far, weight, destination, count),
            SimdLevel.Avx2 => Blend256(near, far, weight, destination, count),
            SimdLevel.Vector128 => Blend128(near, far, weight, destination, count),
            _ => 0,
        };
        for (; i < count; i++)
        {
            destination[i] = (short)((near[i] << Shift) + MultiplyRound((far[i] - near[i]) << Shift, weight));
        }
    }

    /// <summary><c>round(value * weight / 32768)</c>, as pmulhrsw and sqrdmulh do it.</summary>
    public static int MultiplyRound(int value, int weight) => (value * weight + 0x4000) >> 15;

    /// <summary><c>a + round((b - a) * weight / 32768)</c> of each lane.</summary>
    public static Vector128<short> Mix(Vector128<short> a, Vector128<short> b, Vector128<short> weight) =>
        a + (Ssse3.IsSupported
        ? Ssse3.MultiplyHighRoundScale(b - a, weight)
        : AdvSimd.MultiplyRoundedDoublingSaturateHigh(b - a, weight));

    private static int Blend512(byte* near, byte* far, short weight, short* destination, int count)
    {
        var weights = Vector512.Create(weight);
        var i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var a = Avx512BW.ConvertToVector512Int16(Vector256.Load(near + i));
            var b = Avx512BW.ConvertToVector512Int16(Vector256.Load(far + i));
            var difference = Avx512BW.MultiplyHighRoundScale(Vector512.ShiftLeft(b - a, Shift), weights);
            (Vector512.ShiftLeft(a, Shift) + difference).Store(destination + i);
        }

        return i;
    }

    private static int Blend256(byte* near, byte* far, short weight, short* destination, int count)
    {
        var weights = Vector256.Create(weight);
        var i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var a = Avx2.ConvertToVector256Int16(Vector128.Load(near + i));
            var b = Avx2.ConvertToVector256Int16(Vector128.Load(far + i));
            var difference = Avx2.MultiplyHighRoundScale(Vector256.ShiftLeft(b - a, Shift), weights);
            (Vector256.ShiftLeft(a, Shift) + difference).Store(destination + i);
        }

        return i;
    }

    private static int Blend128(byte* near, byte* far, short weight, short* destination, int count)
    {
        var weights = Vector128.Create(weight);
        var i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var (a, aUpper) = Vector128.Widen(Vector128.Load(near + i));
            var (b, bUpper) = Vector128.Widen(Vector128.Load(far + i));
            Mix(Levels(a), Levels(b), weights).Store(destination + i);
            Mix(Levels(aUpper), Levels(bUpper), weights).Store(destination + i + 8);
        }

        return i;
    }

    private static Vector128<short> Levels(Vector128<ushort> values) => Vector128.ShiftLeft(values, Shift).AsInt16();
}
