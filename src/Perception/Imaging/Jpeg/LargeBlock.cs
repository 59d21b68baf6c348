using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Perception.Imaging.Jpeg;

/// <summary>A block of 8x8, 8x4 or 4x8 samples, in memory.</summary>
internal unsafe struct LargeBlock : IBlock
{
    /// <summary>Samples of the largest block.</summary>
    public const int MostSamples = 64;

    private float* _samples;
    private int _count;

    /// <inheritdoc/>
    public void Begin(float level, float* memory, int count)
    {
        _samples = memory;
        _count = count;
        new Span<float>(memory, count).Fill(level);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(float* pattern, float times)
    {
        var factor = Vector256.Create(times);
        for (var i = 0; i < _count; i += 2 * Vector256<float>.Count)
        {
            var next = i + Vector256<float>.Count;
            Vector256.MultiplyAddEstimate(Vector256.Load(pattern + i), factor, Vector256.Load(_samples + i))
                .Store(_samples + i);
            Vector256.MultiplyAddEstimate(Vector256.Load(pattern + next), factor, Vector256.Load(_samples + next))
                .Store(_samples + next);
        }
    }

    /// <inheritdoc/>
    public readonly void Store(in JpegComponent component, sbyte* to, int stride)
    {
        Debug.Assert(component.Columns * component.Rows == _count, "as many samples as the block was made for");
        for (var i = 0; i < _count; i += 8)
        {
            var wide = Vector128.NarrowWithSaturation(Rounded(_samples + i), Rounded(_samples + i + 4));
            var eight = Vector128.NarrowWithSaturation(wide, wide).AsUInt32();
            if (component.Columns == 8)
            {
                *(ulong*)(to + i / 8 * stride) = eight.AsUInt64()[0];
            }
            else
            {
                *(uint*)(to + i / 4 * stride) = eight[0];
                *(uint*)(to + (i / 4 + 1) * stride) = eight[1];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Rounded(float* values) =>
        Vector128.ConvertToInt32Native(Vector128.Round(Vector128.Load(values)));
}
