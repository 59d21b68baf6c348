using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Perception.Preprocessing;

/// <summary>
/// Both halves of the interpolation at once, eight output columns a step: byte permutations fetch the four neighbours
/// of each column straight from the two source rows, so that pixels between the columns are never computed with.
/// </summary>
internal static unsafe class GroupBlend
{
    /// <summary>Output columns of a step.</summary>
    public const int Columns = 8;

    private const int TableBytes = 64;

    /// <summary>
    /// Fills <see cref="LetterboxPlan.Planes"/> from two rows, and asks for the rows of the next line ahead of their
    /// use.
    /// </summary>
    public static void Blend(LetterboxPlan plan, byte* near, byte* far, short weight, byte* nextNear, byte* nextFar)
    {
        if (plan.GroupTables == 1)
        {
            BlendNarrow(plan, near, far, weight, nextNear, nextFar);
        }
        else
        {
            BlendWide(plan, near, far, weight, nextNear, nextFar);
        }
    }

    private static void BlendNarrow(
        LetterboxPlan plan, byte* near, byte* far, short weight, byte* nextNear, byte* nextFar)
    {
        var vertical = Vector512.Create(weight);
        for (var group = 0; group < plan.Groups; group++)
        {
            var at = plan.GroupOffsets[group];
            Sse.Prefetch0(nextNear + at);
            Sse.Prefetch0(nextFar + at);
            var left = Vector512.Load(plan.GroupIndices + 2 * TableBytes * group);
            var right = Vector512.Load(plan.GroupIndices + 2 * TableBytes * group + TableBytes);
            var above = Vector512.Load(near + at);
            var below = Vector512.Load(far + at);
            Store(plan, group,
                Mix(Levels(Avx512Vbmi.PermuteVar64x8(above, left)), Levels(Avx512Vbmi.PermuteVar64x8(below, left)),
                    vertical),
                Mix(Levels(Avx512Vbmi.PermuteVar64x8(above, right)), Levels(Avx512Vbmi.PermuteVar64x8(below, right)),
                    vertical));
        }
    }

    private static void BlendWide(
        LetterboxPlan plan, byte* near, byte* far, short weight, byte* nextNear, byte* nextFar)
    {
        var vertical = Vector512.Create(weight);
        for (var group = 0; group < plan.Groups; group++)
        {
            var at = plan.GroupOffsets[group];
            Sse.Prefetch0(nextNear + at);
            Sse.Prefetch0(nextNear + at + TableBytes);
            Sse.Prefetch0(nextFar + at);
            Sse.Prefetch0(nextFar + at + TableBytes);
            var left = Vector512.Load(plan.GroupIndices + 2 * TableBytes * group);
            var right = Vector512.Load(plan.GroupIndices + 2 * TableBytes * group + TableBytes);
            var (above, above2) = (Vector512.Load(near + at), Vector512.Load(near + at + TableBytes));
            var (below, below2) = (Vector512.Load(far + at), Vector512.Load(far + at + TableBytes));
            Store(plan, group,
                Mix(Levels(Avx512Vbmi.PermuteVar64x8x2(above, left, above2)),
                    Levels(Avx512Vbmi.PermuteVar64x8x2(below, left, below2)), vertical),
                Mix(Levels(Avx512Vbmi.PermuteVar64x8x2(above, right, above2)),
                    Levels(Avx512Vbmi.PermuteVar64x8x2(below, right, below2)), vertical));
        }
    }

    // The permutation puts each byte into both halves of a lane: shifted and masked, the upper half is the level times
    // 64.
    private static Vector512<short> Levels(Vector512<byte> bytes) =>
        (Vector512.ShiftRightLogical(bytes.AsUInt16(), 8 - RowBlend.Shift) & Vector512.Create(
            (ushort)(0xff << RowBlend.Shift))).AsInt16();

    private static Vector512<short> Mix(Vector512<short> a, Vector512<short> b, Vector512<short> weight) =>
        a + Avx512BW.MultiplyHighRoundScale(b - a, weight);

    private static void Store(LetterboxPlan plan, int group, Vector512<short> left, Vector512<short> right)
    {
        var blended = Mix(left, right, Vector512.Load(plan.GroupWeights + 4 * Columns * group));
        var first = plan.Planes + plan.GroupColumns[group];
        blended.GetLower().GetLower().Store(first);
        blended.GetLower().GetUpper().Store(first + plan.PlaneStride);
        blended.GetUpper().GetLower().Store(first + 2 * plan.PlaneStride);
    }
}
