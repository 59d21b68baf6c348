using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Perception.Preprocessing;

/// <summary>
/// A row of a tensor's channel, and how levels become its numbers: the bits that <see cref="RowStore.Float"/> gives for
/// levels times 64.
/// </summary>
internal readonly unsafe struct FloatRow(float* start, float factor, float offset)
{
    /// <summary>Sixteen levels from that column on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector128<byte> levels, int column)
    {
        var words = Vector256.WidenLower(levels.ToVector256Unsafe());
        var wide = Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32();
        (Vector512.ConvertToSingle(Vector512.ShiftLeft(wide, RowBlend.Shift)) * factor + Vector512.Create(offset))
            .Store(start + column);
    }

    /// <summary>One level.</summary>
    public void Store(byte level, int column) => start[column] = (level << RowBlend.Shift) * factor + offset;
}
