using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Ros2DotNet.Bags;

/// <summary>
/// CRC-32 of zlib and Ethernet (reflected polynomial 0xEDB88320). On x64 four 128-bit lanes are folded by carry-less
/// multiplication (V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ"), on arm64 the CRC
/// instructions are used, elsewhere tables for eight bytes at a time.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;
    private const int LeastFolded = 128;

    private static readonly uint[] Tables = CreateTables();

    // x^(n+32) and x^(n-32) mod P, reflected, for folding over n = 512 and 128 bits.
    private static readonly Vector128<ulong> FoldBy512 = Vector128.Create(XPower(512 + 32), XPower(512 - 32));
    private static readonly Vector128<ulong> FoldBy128 = Vector128.Create(XPower(128 + 32), XPower(128 - 32));

    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The CRC of what <paramref name="crc"/> is of, followed by <paramref name="bytes"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var state = ~crc;
        if (Pclmulqdq.IsSupported && bytes.Length >= LeastFolded)
        {
            state = Fold(state, ref bytes);
        }

        return ~(ArmCrc32.Arm64.IsSupported ? AppendArm(state, bytes) : AppendByTables(state, bytes));
    }

    internal static uint AppendByTables(uint state, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = tables[0x700 + (byte)low] ^ tables[0x600 + (byte)(low >> 8)] ^
                tables[0x500 + (byte)(low >> 16)] ^ tables[0x400 + (int)(low >> 24)] ^
                tables[0x300 + (byte)high] ^ tables[0x200 + (byte)(high >> 8)] ^
                tables[0x100 + (byte)(high >> 16)] ^ tables[(int)(high >> 24)];
        }

        foreach (var octet in bytes)
        {
            state = tables[(byte)(state ^ octet)] ^ (state >> 8);
        }

        return state;
    }

    private static uint AppendArm(uint state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            state = ArmCrc32.Arm64.ComputeCrc32(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var octet in bytes)
        {
            state = ArmCrc32.ComputeCrc32(state, octet);
        }

        return state;
    }

    // Takes all whole 16-byte blocks; what is left in the lane is reduced by the tables, which needs no Barrett
    // constants.
    private static uint Fold(uint state, ref ReadOnlySpan<byte> bytes)
    {
        var a = Load(bytes) ^ Vector128.CreateScalar((ulong)state);
        var b = Load(bytes[16..]);
        var c = Load(bytes[32..]);
        var d = Load(bytes[48..]);
        bytes = bytes[64..];
        for (; bytes.Length >= 64; bytes = bytes[64..])
        {
            a = Multiply(a, FoldBy512) ^ Load(bytes);
            b = Multiply(b, FoldBy512) ^ Load(bytes[16..]);
            c = Multiply(c, FoldBy512) ^ Load(bytes[32..]);
            d = Multiply(d, FoldBy512) ^ Load(bytes[48..]);
        }

        b ^= Multiply(a, FoldBy128);
        c ^= Multiply(b, FoldBy128);
        d ^= Multiply(c, FoldBy128);
        for (; bytes.Length >= 16; bytes = bytes[16..])
        {
            d = Multiply(d, FoldBy128) ^ Load(bytes);
        }

        Span<byte> remainder = stackalloc byte[16];
        d.AsByte().CopyTo(remainder);
        return AppendByTables(0, remainder);
    }

    private static Vector128<ulong> Load(ReadOnlySpan<byte> bytes) => Vector128.Create(bytes).AsUInt64();

    private static Vector128<ulong> Multiply(Vector128<ulong> lane, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(lane, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, by, 0x11);

    // x^exponent mod P, bits reflected into the upper 33 as the multiplication of reflected operands wants it.
    private static ulong XPower(int exponent)
    {
        var value = 0x80000000u;
        for (var i = 0; i < exponent; i++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
        }

        return (ulong)value << 1;
    }

    private static uint[] CreateTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = tables[(byte)tables[i - 256]] ^ (tables[i - 256] >> 8);
        }

        return tables;
    }
}
