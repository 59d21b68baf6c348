using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Perception.Imaging.Jpeg;

/// <summary>A block of at most 4x4 samples, in two registers.</summary>
internal unsafe struct SmallBlock : IBlock
{
    /// <summary>Samples of a pattern, those that the block does not have included.</summary>
    public const int Samples = 16;

    /// <summary>Samples in a row of a pattern.</summary>
    public const int Columns = 4;

    private Vector256<float> _upper;
    private Vector256<float> _lower;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(float level, float* memory, int count) =>
        _upper = _lower = Vector256.Create(level);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(float* pattern, float times)
    {
        var factor = Vector256.Create(times);
        _upper = Vector256.MultiplyAddEstimate(Vector256.Load(pattern), factor, _upper);
        _lower = Vector256.MultiplyAddEstimate(Vector256.Load(pattern + Samples / 2), factor, _lower);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(in JpegComponent component, sbyte* to, int stride)
    {
        var samples = Vector128.NarrowWithSaturation(
            Narrowed(Vector256.ConvertToInt32Native(Vector256.Round(_upper))),
            Narrowed(Vector256.ConvertToInt32Native(Vector256.Round(_lower))));
        if (component.Columns == Columns && component.Rows == Samples / Columns)
        {
            var rows = samples.AsUInt32();
            *(uint*)to = rows[0];
            *(uint*)(to + stride) = rows[1];
            *(uint*)(to + 2 * stride) = rows[2];
            *(uint*)(to + 3 * stride) = rows[3];
            return;
        }

        for (var row = 0; row < component.Rows; row++)
        {
            for (var column = 0; column < component.Columns; column++)
            {
                to[row * stride + column] = samples[row * Columns + column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Narrowed(Vector256<int> values) =>
        Vector128.NarrowWithSaturation(values.GetLower(), values.GetUpper());
}
