using System.Runtime.Intrinsics;

namespace Perception.Preprocessing;

/// <summary>Writes an output row from its planes into the tensor: type, layout, normalisation.</summary>
internal static unsafe class RowStore
{
    private const int Half = 1 << (RowBlend.Shift - 1);

    /// <summary>
    /// <c>value * factor + offset</c>, where value is a level times 64. Not fused: not every machine has that
    /// instruction.
    /// </summary>
    public static void Float(short* plane, float* destination, int count, float factor, float offset)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var factors = Vector512.Create(factor);
            var offsets = Vector512.Create(offset);
            for (; i + 32 <= count; i += 32)
            {
                var (low, high) = Vector512.Widen(Vector512.Load(plane + i));
                (Vector512.ConvertToSingle(low) * factors + offsets).Store(destination + i);
                (Vector512.ConvertToSingle(high) * factors + offsets).Store(destination + i + 16);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            var factors = Vector256.Create(factor);
            var offsets = Vector256.Create(offset);
            for (; i + 16 <= count; i += 16)
            {
                var (low, high) = Vector256.Widen(Vector256.Load(plane + i));
                (Vector256.ConvertToSingle(low) * factors + offsets).Store(destination + i);
                (Vector256.ConvertToSingle(high) * factors + offsets).Store(destination + i + 8);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            var factors = Vector128.Create(factor);
            var offsets = Vector128.Create(offset);
            for (; i + 8 <= count; i += 8)
            {
                var (low, high) = Vector128.Widen(Vector128.Load(plane + i));
                (Vector128.ConvertToSingle(low) * factors + offsets).Store(destination + i);
                (Vector128.ConvertToSingle(high) * factors + offsets).Store(destination + i + 4);
            }
        }

        for (; i < count; i++)
        {
            destination[i] = plane[i] * factor + offset;
        }
    }

    public static void Byte(short* plane, byte* destination, int count)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var half = Vector128.Create((short)Half);
            for (; i + 16 <= count; i += 16)
            {
                var low = Vector128.ShiftRightArithmetic(Vector128.Load(plane + i) + half, RowBlend.Shift);
                var high = Vector128.ShiftRightArithmetic(Vector128.Load(plane + i + 8) + half, RowBlend.Shift);
                Vector128.Narrow(low.AsUInt16(), high.AsUInt16()).Store(destination + i);
            }
        }

        for (; i < count; i++)
        {
            destination[i] = Level(plane[i]);
        }
    }

    public static void FloatInterleaved(short* first, short* second, short* third, float* destination, int count,
        ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets)
    {
        for (var i = 0; i < count; i++, destination += 3)
        {
            destination[0] = first[i] * factors[0] + offsets[0];
            destination[1] = second[i] * factors[1] + offsets[1];
            destination[2] = third[i] * factors[2] + offsets[2];
        }
    }

    public static void ByteInterleaved(short* first, short* second, short* third, byte* destination, int count)
    {
        for (var i = 0; i < count; i++, destination += 3)
        {
            destination[0] = Level(first[i]);
            destination[1] = Level(second[i]);
            destination[2] = Level(third[i]);
        }
    }

    private static byte Level(short value) => (byte)((value + Half) >> RowBlend.Shift);
}
