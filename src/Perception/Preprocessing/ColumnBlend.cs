using System.Runtime.Intrinsics;

namespace Perception.Preprocessing;

/// <summary>
/// The horizontal half: mixes both neighbours of each output column and splits the channels into planes.
/// </summary>
internal static unsafe class ColumnBlend
{
    public static void Blend(LetterboxPlan plan, SimdLevel level)
    {
        var x = level == SimdLevel.Portable ? 0 : BlendPairs(plan);
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

    // Two columns at a time, each a register that begins with its three channels; the shuffle pairs the channels.
    private static int BlendPairs(LetterboxPlan plan)
    {
        short* first = plan.Planes, second = first + plan.PlaneStride, third = second + plan.PlaneStride;
        var columns = plan.Columns;
        var weights = plan.ColumnWeights;
        var row = plan.BlendedRow;
        var x = 0;
        for (; x + 2 <= plan.Width; x += 2)
        {
            var left = Column(row + columns[x], weights[x]).GetLower();
            var right = Column(row + columns[x + 1], weights[x + 1]).GetLower();
            var channels = Vector128.Shuffle(
                Vector128.Create(left, right), Vector128.Create((short)0, 4, 1, 5, 2, 6, 3, 7)).AsUInt32();
            *(uint*)(first + x) = channels.GetElement(0);
            *(uint*)(second + x) = channels.GetElement(1);
            *(uint*)(third + x) = channels.GetElement(2);
        }

        return x;
    }

    private static Vector128<short> Column(short* source, short weight) =>
        RowBlend.Mix(Vector128.Load(source), Vector128.Load(source + 3), Vector128.Create(weight));
}
