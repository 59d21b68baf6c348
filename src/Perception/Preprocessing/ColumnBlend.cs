using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Perception.Preprocessing;

/// <summary>The horizontal half: gathers both neighbours of each output column and splits the channels into planes.</summary>
internal static unsafe class ColumnBlend
{
    private const int Lanes = 32;

    public static void Blend(LetterboxPlan plan, SimdLevel level)
    {
        var x = level == SimdLevel.Avx512 && plan.Group > 0 ? BlendGroups(plan) : 0;
        var row = plan.BlendedRow;
        short* first = plan.Planes, second = first + plan.PlaneStride, third = second + plan.PlaneStride;
        for (; x < plan.Width; x++)
        {
            var left = row + plan.Columns[x];
            int weight = plan.ColumnWeights[x];
            first[x] = (short)(left[0] + RowBlend.MultiplyRound(left[3] - left[0], weight));
            second[x] = (short)(left[1] + RowBlend.MultiplyRound(left[4] - left[1], weight));
            third[x] = (short)(left[2] + RowBlend.MultiplyRound(left[5] - left[2], weight));
        }
    }

    // A table of 64 values in two registers holds all sources of a group, so two permutations replace 48 scalar loads.
    private static int BlendGroups(LetterboxPlan plan)
    {
        var row = plan.BlendedRow;
        short* first = plan.Planes, second = first + plan.PlaneStride, third = second + plan.PlaneStride;
        var three = Vector512.Create((short)3);
        var groups = plan.Width / plan.Group;
        for (var group = 0; group < groups; group++)
        {
            var x = group * plan.Group;
            var source = row + plan.Columns[x];
            var low = Vector512.Load(source);
            var high = Vector512.Load(source + Lanes);
            var indices = Vector512.Load((short*)plan.GroupIndices + group * Lanes);
            var left = Avx512BW.PermuteVar32x16x2(low, indices, high);
            var right = Avx512BW.PermuteVar32x16x2(low, indices + three, high);
            var blended = left + Avx512BW.MultiplyHighRoundScale(right - left, Vector512.Load(plan.GroupWeights + group * Lanes));
            // Groups of four leave four lanes of nonsense behind each plane's end; the next group overwrites them.
            blended.GetLower().GetLower().Store(first + x);
            blended.GetLower().GetUpper().Store(second + x);
            blended.GetUpper().GetLower().Store(third + x);
        }

        return groups * plan.Group;
    }
}
