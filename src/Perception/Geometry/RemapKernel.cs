using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Perception.Preprocessing;

namespace Perception.Geometry;

/// <summary>
/// Bilinear fetching of a row: levels times 64, blended across and then down with rounding multiplications. All paths
/// give the same bits.
/// </summary>
internal static unsafe class RemapKernel
{
    private const int Half = 1 << (RowBlend.Shift - 1);

    public static void Run(in RemapRow row, int channels, SimdLevel level)
    {
        var x = channels == 1 || level == SimdLevel.Portable || LastOffset(row) < 0 ? 0
            : level >= SimdLevel.Avx2 ? RunFours(row, channels)
            : RunPairs(row, channels);
        RunPortable(row, x, row.Count, channels);
    }

    private static void RunPortable(in RemapRow row, int x, int end, int channels)
    {
        for (; x < end; x++)
        {
            var target = row.Target + x * channels;
            if (row.Offsets[x] < 0)
            {
                new Span<byte>(target, channels).Clear();
                continue;
            }

            var above = row.Source + row.Offsets[x];
            var below = above + row.Stride;
            for (var c = 0; c < channels; c++)
            {
                var a = Mix(above[c] << RowBlend.Shift, above[c + channels] << RowBlend.Shift, row.WeightsX[x]);
                var b = Mix(below[c] << RowBlend.Shift, below[c + channels] << RowBlend.Shift, row.WeightsX[x]);
                target[c] = (byte)((Mix(a, b, row.WeightsY[x]) + Half) >> RowBlend.Shift);
            }
        }
    }

    private static int Mix(int a, int b, int weight) => a + RowBlend.MultiplyRound(b - a, weight);

    // Eight bytes are read for two neighbours; the last ones of the image are left to the portable path, which reads no
    // more than it needs.
    private static int LastOffset(in RemapRow row) => row.ByteLength - row.Stride - sizeof(ulong);

    private static int RunPairs(in RemapRow row, int channels)
    {
        var last = (uint)LastOffset(row);
        var (left, right) = (Left.GetLower(), Right(channels).GetLower());
        var spread = Spread.GetLower();
        var dense = Dense(channels).GetLower();
        var half = Vector128.Create((short)Half);
        var x = 0;

        // What is stored behind the second pixel is written again after it.
        for (; x + 3 <= row.Count; x += 2)
        {
            int first = row.Offsets[x], second = row.Offsets[x + 1];
            if ((uint)first > last || (uint)second > last)
            {
                RunPortable(row, x, x + 2, channels);
                continue;
            }

            var source = row.Source;
            var above = Vector128.Create(*(ulong*)(source + first), *(ulong*)(source + second)).AsByte();
            source += row.Stride;
            var below = Vector128.Create(*(ulong*)(source + first), *(ulong*)(source + second)).AsByte();
            var across = Vector128.Shuffle(Vector128.CreateScalar(*(uint*)(row.WeightsX + x)).AsByte(),
                spread).AsInt16();
            var down = Vector128.Shuffle(Vector128.CreateScalar(*(uint*)(row.WeightsY + x)).AsByte(), spread).AsInt16();
            var a = RowBlend.Mix(Levels(Vector128.Shuffle(above, left)), Levels(Vector128.Shuffle(above, right)),
                across);
            var b = RowBlend.Mix(Levels(Vector128.Shuffle(below, left)), Levels(Vector128.Shuffle(below, right)),
                across);
            var levels = (RowBlend.Mix(a, b, down) + half) >> RowBlend.Shift;
            var bytes = Vector128.Narrow(levels.AsUInt16(), levels.AsUInt16());
            *(ulong*)(row.Target + x * channels) = Vector128.Shuffle(bytes, dense).AsUInt64().ToScalar();
        }

        return x;
    }

    // As above with two pairs.
    private static int RunFours(in RemapRow row, int channels)
    {
        var last = Vector128.Create((uint)LastOffset(row));
        var (left, right, spread, dense) = (Left, Right(channels), Spread, Dense(channels));
        var half = Vector256.Create((short)Half);
        var x = 0;
        for (; x + 5 <= row.Count; x += 4)
        {
            var offsets = row.Offsets + x;
            if (Vector128.GreaterThanAny(Vector128.Load(offsets).AsUInt32(), last))
            {
                RunPortable(row, x, x + 4, channels);
                continue;
            }

            // No gather instruction: processors that are patched against reading others' registers make it slow.
            var above = Fours(row.Source, offsets);
            var below = Fours(row.Source + row.Stride, offsets);
            var across = Avx2.Shuffle(Vector256.Create(*(ulong*)(row.WeightsX + x)).AsByte(), spread).AsInt16();
            var down = Avx2.Shuffle(Vector256.Create(*(ulong*)(row.WeightsY + x)).AsByte(), spread).AsInt16();
            var a = Mix(Levels(Avx2.Shuffle(above, left)), Levels(Avx2.Shuffle(above, right)), across);
            var b = Mix(Levels(Avx2.Shuffle(below, left)), Levels(Avx2.Shuffle(below, right)), across);
            var levels = (Mix(a, b, down) + half) >> RowBlend.Shift;
            var bytes = Avx2.Shuffle(Avx2.PackUnsignedSaturate(levels, levels), dense).AsUInt64();
            var target = row.Target + x * channels;
            *(ulong*)target = bytes.GetLower().ToScalar();
            *(ulong*)(target + 2 * channels) = bytes.GetUpper().ToScalar();
        }

        return x;
    }

    private static Vector256<byte> Fours(byte* source, int* offsets) => Vector256.Create(
        Vector128.Create(*(ulong*)(source + offsets[0]), *(ulong*)(source + offsets[1])),
        Vector128.Create(*(ulong*)(source + offsets[2]), *(ulong*)(source + offsets[3]))).AsByte();

    private static Vector128<short> Levels(Vector128<byte> wide) =>
        Vector128.ShiftLeft(wide.AsInt16(), RowBlend.Shift);

    private static Vector256<short> Levels(Vector256<byte> wide) =>
        Vector256.ShiftLeft(wide.AsInt16(), RowBlend.Shift);

    private static Vector256<short> Mix(Vector256<short> a, Vector256<short> b, Vector256<short> weight) =>
        a + Avx2.MultiplyHighRoundScale(b - a, weight);

    // Each half of a register holds two pixels with their right neighbours in eight bytes each; 255 gives a zero.
    private static Vector256<byte> Left => Both(
        Vector128.Create((byte)0, 255, 1, 255, 2, 255, 3, 255, 8, 255, 9, 255, 10, 255, 11, 255));

    private static Vector256<byte> Right(int channels) => Both(channels == 3
        ? Vector128.Create((byte)3, 255, 4, 255, 5, 255, 6, 255, 11, 255, 12, 255, 13, 255, 14, 255)
        : Vector128.Create((byte)4, 255, 5, 255, 6, 255, 7, 255, 12, 255, 13, 255, 14, 255, 15, 255));

    // A weight for each of the four channels: the first two weights in the lower half, the next two in the upper one.
    private static Vector256<byte> Spread => Vector256.Create(
        Vector128.Create((byte)0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 2, 3),
        Vector128.Create((byte)4, 5, 4, 5, 4, 5, 4, 5, 6, 7, 6, 7, 6, 7, 6, 7));

    // Pixels of three channels close up.
    private static Vector256<byte> Dense(int channels) => Both(channels == 3
        ? Vector128.Create((byte)0, 1, 2, 4, 5, 6, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)
        : Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 255, 255, 255, 255, 255, 255, 255, 255));

    private static Vector256<byte> Both(Vector128<byte> half) => Vector256.Create(half, half);
}
