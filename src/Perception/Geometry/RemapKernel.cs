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
        var x = channels == 1 || level == SimdLevel.Portable || LastOffset(row, channels) < 0 ? 0
            : level >= SimdLevel.Avx2 ? RunEights(row, channels)
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

    // Four bytes are read at each neighbour; the last ones of the image are left to the portable path, which reads no
    // more than it needs.
    private static int LastOffset(in RemapRow row, int channels) => row.ByteLength - row.Stride - channels - 4;

    private static int RunPairs(in RemapRow row, int channels)
    {
        var last = LastOffset(row, channels);
        var x = 0;
        for (; x + 2 < row.Count; x += 2)
        {
            int first = row.Offsets[x], second = row.Offsets[x + 1];
            if ((first | second) < 0 || first > last || second > last)
            {
                RunPortable(row, x, x + 2, channels);
                continue;
            }

            byte* a = row.Source + first, b = row.Source + second;
            var across = Vector128.Create(Vector64.Create(row.WeightsX[x]), Vector64.Create(row.WeightsX[x + 1]));
            var down = Vector128.Create(Vector64.Create(row.WeightsY[x]), Vector64.Create(row.WeightsY[x + 1]));
            var above = RowBlend.Mix(Pair(a, b), Pair(a + channels, b + channels), across);
            a += row.Stride;
            b += row.Stride;
            var below = RowBlend.Mix(Pair(a, b), Pair(a + channels, b + channels), across);
            var levels = (RowBlend.Mix(above, below, down) + Vector128.Create((short)Half)) >> RowBlend.Shift;
            var bytes = Vector128.Narrow(levels.AsUInt16(), levels.AsUInt16()).AsUInt32();

            // The fourth byte lands on the next pixel, which is written after it.
            *(uint*)(row.Target + x * channels) = bytes.GetElement(0);
            *(uint*)(row.Target + (x + 1) * channels) = bytes.GetElement(1);
        }

        return x;
    }

    private static Vector128<short> Pair(byte* first, byte* second) => Vector128.ShiftLeft(
        Vector128.WidenLower(Vector128.Create(*(uint*)first, *(uint*)second, 0, 0).AsByte()).AsInt16(), RowBlend.Shift);

    private static int RunEights(in RemapRow row, int channels)
    {
        var last = Vector256.Create((uint)LastOffset(row, channels));
        var x = 0;
        for (; x + 10 <= row.Count; x += 8)
        {
            var offsets = Vector256.Load(row.Offsets + x);
            if (Vector256.GreaterThanAny(offsets.AsUInt32(), last))
            {
                RunPortable(row, x, x + 8, channels);
                continue;
            }

            var (lowAcross, highAcross) = Spread(row.WeightsX + x);
            var (lowDown, highDown) = Spread(row.WeightsY + x);
            var (lowAbove, highAbove) = Across(row.Source, offsets, channels, lowAcross, highAcross);
            var (lowBelow, highBelow) = Across(row.Source + row.Stride, offsets, channels, lowAcross, highAcross);
            var half = Vector256.Create((short)Half);
            var low = (Mix(lowAbove, lowBelow, lowDown) + half) >> RowBlend.Shift;
            var high = (Mix(highAbove, highBelow, highDown) + half) >> RowBlend.Shift;
            var bytes = Avx2.PackUnsignedSaturate(low, high);
            var target = row.Target + x * channels;
            if (channels == 4)
            {
                bytes.Store(target);
                continue;
            }

            var dense = Avx2.Shuffle(bytes, Vector256.Create(Dense, Dense));
            dense.GetLower().Store(target);
            dense.GetUpper().Store(target + 12);
        }

        return x;
    }

    private static Vector128<byte> Dense =>
        Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);

    // Four pixels in each half of a register: the lower pairs (0, 1 and 4, 5) and the upper ones (2, 3 and 6, 7) go
    // apart.
    private static (Vector256<short> Low, Vector256<short> High) Across(
        byte* source, Vector256<int> offsets, int channels, Vector256<short> lowWeight, Vector256<short> highWeight)
    {
        var left = Avx2.GatherVector256((int*)source, offsets, 1).AsByte();
        var right = Avx2.GatherVector256((int*)(source + channels), offsets, 1).AsByte();
        return (Mix(Low(left), Low(right), lowWeight), Mix(High(left), High(right), highWeight));
    }

    private static Vector256<short> Low(Vector256<byte> pixels) =>
        Vector256.ShiftLeft(Avx2.UnpackLow(pixels, Vector256<byte>.Zero).AsInt16(), RowBlend.Shift);

    private static Vector256<short> High(Vector256<byte> pixels) =>
        Vector256.ShiftLeft(Avx2.UnpackHigh(pixels, Vector256<byte>.Zero).AsInt16(), RowBlend.Shift);

    private static Vector256<short> Mix(Vector256<short> a, Vector256<short> b, Vector256<short> weight) =>
        a + Avx2.MultiplyHighRoundScale(b - a, weight);

    private static (Vector256<short> Low, Vector256<short> High) Spread(short* weights)
    {
        var both = Vector256.Create(Vector128.Load(weights), Vector128.Load(weights)).AsByte();
        return (Avx2.Shuffle(both, Quads(0, 4)).AsInt16(), Avx2.Shuffle(both, Quads(2, 6)).AsInt16());
    }

    // Each weight once for each of four channels, two pixels to a half.
    private static Vector256<byte> Quads(int lower, int upper) => Vector256.Create(
        Vector128.Create(Vector64.Create(Bytes(lower)).AsByte(), Vector64.Create(Bytes(lower + 1)).AsByte()),
        Vector128.Create(Vector64.Create(Bytes(upper)).AsByte(), Vector64.Create(Bytes(upper + 1)).AsByte()));

    private static ushort Bytes(int index) => (ushort)(2 * index | (2 * index + 1) << 8);
}
