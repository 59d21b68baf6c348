using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Perception.Preprocessing;

/// <summary>
/// The horizontal half: mixes both neighbours of each output column and splits the channels into planes.
/// </summary>
internal static unsafe class ColumnBlend
{
    private const int Columns = 4;

    public static void Blend(LetterboxPlan plan, SimdLevel level)
    {
        var x = level == SimdLevel.Portable ? 0 : BlendVectors(plan);
        short* first = plan.Planes, second = first + plan.PlaneStride, third = second + plan.PlaneStride;
        for (; x < plan.Width; x++)
        {
            var left = plan.BlendedRow + plan.Columns[x];
            int weight = plan.ColumnWeights[x];
            first[x] = (short)(left[0] + RowBlend.MultiplyRound(left[3] - left[0], weight));
            second[x] = (short)(left[1] + RowBlend.MultiplyRound(left[4] - left[1], weight));
            third[x] = (short)(left[2] + RowBlend.MultiplyRound(left[5] - left[2], weight));
        }
    }

    // Four columns at a time, each a register that begins with its three channels, transposed by three interleavings.
    private static int BlendVectors(LetterboxPlan plan)
    {
        short* first = plan.Planes, second = first + plan.PlaneStride, third = second + plan.PlaneStride;
        var columns = plan.Columns;
        var weights = plan.ColumnWeights;
        var row = plan.BlendedRow;
        var x = 0;
        for (; x + Columns <= plan.Width; x += Columns)
        {
            var even = Interleave(Column(row + columns[x], weights[x]), Column(row + columns[x + 2], weights[x + 2]));
            var odd = Interleave(
                Column(row + columns[x + 1], weights[x + 1]), Column(row + columns[x + 3], weights[x + 3]));
            var channels = Interleave(even, odd);
            *(ulong*)(first + x) = channels.AsUInt64().ToScalar();
            *(ulong*)(second + x) = channels.AsUInt64().GetElement(1);
            *(ulong*)(third + x) = InterleaveUpper(even, odd).AsUInt64().ToScalar();
        }

        return x;
    }

    private static Vector128<short> Column(short* source, short weight) =>
        RowBlend.Mix(Vector128.Load(source), Vector128.Load(source + 3), Vector128.Create(weight));

    // The first halves of both, lane by lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Interleave(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    // The second halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> InterleaveUpper(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
