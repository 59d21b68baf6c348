using System.Buffers.Binary;

namespace Perception.Inference.Hailo;

/// <summary>
/// XXH3 with 64 bits and without seed, of more than 240 bytes, as its specification says (Yann Collet, xxHash): what a
/// HEF is sealed with.
/// </summary>
internal static class Xxh3
{
    /// <summary>Shorter messages are hashed in another way, which no HEF needs.</summary>
    public const int ShortestLength = 241;

    private const int Stripe = 64, StripesPerBlock = 16, Block = Stripe * StripesPerBlock;
    private const uint Prime32A = 0x9E3779B1, Prime32B = 0x85EBCA77, Prime32C = 0xC2B2AE3D;
    private const ulong Prime64A = 0x9E3779B185EBCA87, Prime64B = 0xC2B2AE3D27D4EB4F, Prime64C = 0x165667B19E3779F9,
        Prime64D = 0x85EBCA77C2B2AE63, Prime64E = 0x27D4EB2F165667C5;

    private static ReadOnlySpan<byte> Secret =>
    [
        0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
        0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
        0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
        0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
        0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
        0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
        0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
        0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
        0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
        0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
        0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
        0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
    ];

    public static ulong Hash(ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Length, ShortestLength);
        Span<ulong> lanes = [Prime32C, Prime64A, Prime64B, Prime64C, Prime64D, Prime32B, Prime64E, Prime32A];
        var blocks = (data.Length - 1) / Block;
        for (var block = 0; block < blocks; block++)
        {
            Accumulate(lanes, data.Slice(block * Block, Block), StripesPerBlock);
            Scramble(lanes);
        }

        var rest = data[(blocks * Block)..];
        Accumulate(lanes, rest, (rest.Length - 1) / Stripe);

        // The last stripe ends with the message, over bytes that were taken before.
        Accumulate(lanes, data[^Stripe..], Secret[(Secret.Length - Stripe - 7)..]);
        var hash = (ulong)data.Length * Prime64A;
        for (var i = 0; i < lanes.Length; i += 2)
        {
            var high = Math.BigMul(lanes[i] ^ Read(Secret[(11 + i * 8)..]), lanes[i + 1] ^ Read(Secret[(19 + i * 8)..]),
                out var low);
            hash += high ^ low;
        }

        hash ^= hash >> 37;
        hash *= 0x165667919E3779F9;
        return hash ^ (hash >> 32);
    }

    private static void Accumulate(Span<ulong> lanes, ReadOnlySpan<byte> data, int stripes)
    {
        for (var stripe = 0; stripe < stripes; stripe++)
        {
            Accumulate(lanes, data.Slice(stripe * Stripe, Stripe), Secret[(stripe * 8)..]);
        }
    }

    private static void Accumulate(Span<ulong> lanes, ReadOnlySpan<byte> stripe, ReadOnlySpan<byte> secret)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            var value = Read(stripe[(8 * i)..]);
            var key = value ^ Read(secret[(8 * i)..]);
            lanes[i ^ 1] += value;
            lanes[i] += (ulong)(uint)key * (key >> 32);
        }
    }

    private static void Scramble(Span<ulong> lanes)
    {
        for (var i = 0; i < lanes.Length; i++)
        {
            lanes[i] = (lanes[i] ^ (lanes[i] >> 47) ^ Read(Secret[(Secret.Length - Stripe + 8 * i)..])) * Prime32A;
        }
    }

    private static ulong Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
