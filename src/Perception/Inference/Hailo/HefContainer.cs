using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Perception.Inference.Hailo;

/// <summary>
/// The shell of a HEF: a header in big-endian whose form depends on its version, the message that describes the
/// networks, and what the chip is loaded with.
/// </summary>
internal static class HefContainer
{
    /// <summary>'\x01HEF'.</summary>
    public const uint Magic = 0x01484546;

    private const int CommonLength = 12;

    /// <summary>Length of the header.</summary>
    public static int HeaderLength(uint version) => version switch
    {
        0 => CommonLength + 20,
        1 => CommonLength + 16,
        2 => CommonLength + 32,
        3 => CommonLength + 44,
        _ => throw new FormatException($"is of container version {version}; 0 to 3 are known"),
    };

    /// <summary>Checks lengths and hash, and finds the message.</summary>
    /// <exception cref="FormatException">What is wrong, to follow the name of the file.</exception>
    public static (int Version, byte[] Message) Open(ReadOnlySpan<byte> file)
    {
        if (file.Length < CommonLength || BinaryPrimitives.ReadUInt32BigEndian(file) != Magic)
        {
            throw new FormatException("is no HEF: it does not begin with 01 48 45 46");
        }

        var version = BinaryPrimitives.ReadUInt32BigEndian(file[4..]);
        var header = HeaderLength(version);
        if (file.Length < header)
        {
            throw new FormatException($"is cut off within its header of {header} bytes");
        }

        var messageLength = BinaryPrimitives.ReadUInt32BigEndian(file[8..]);
        var distinct = file[CommonLength..header];
        var body = file[header..];
        CheckLength(version, distinct, messageLength, body.Length);
        var message = body[..(int)messageLength];
        CheckHash(version, distinct, body, message);
        return ((int)version, message.ToArray());
    }

    private static void CheckLength(uint version, ReadOnlySpan<byte> distinct, uint message, int actual)
    {
        var rest = version switch
        {
            0 => 0UL,
            1 => BinaryPrimitives.ReadUInt64BigEndian(distinct[4..]),
            2 => BinaryPrimitives.ReadUInt64BigEndian(distinct[8..]),
            _ => checked(BinaryPrimitives.ReadUInt64BigEndian(distinct[8..]) +
                BinaryPrimitives.ReadUInt64BigEndian(distinct[20..])),
        };
        var expected = checked(rest + message);
        if ((ulong)actual < expected)
        {
            throw new FormatException($"is cut off: {expected} bytes belong behind its header, {actual} are there");
        }

        if ((ulong)actual > expected)
        {
            throw new FormatException(
                $"is followed by something else: {expected} bytes belong behind its header, {actual} are there");
        }
    }

    private static void CheckHash(uint version, ReadOnlySpan<byte> distinct, ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> message)
    {
        var (name, matches) = version switch
        {
#pragma warning disable CA5351 // What the format has; nobody trusts it for more than damage.
            0 => ("MD5", MD5.HashData(message).AsSpan().SequenceEqual(distinct[4..20])),
#pragma warning restore CA5351
            1 => ("CRC-32", Crc32(body) == BinaryPrimitives.ReadUInt32BigEndian(distinct)),
            2 => ("XXH3", Matches(body, BinaryPrimitives.ReadUInt64BigEndian(distinct))),

            // Version 3 may have a hash of the message alone.
            _ => BinaryPrimitives.ReadUInt64BigEndian(distinct[28..]) is not 0 and var own
                ? ("XXH3", Matches(message, own))
                : ("XXH3", Matches(body, BinaryPrimitives.ReadUInt64BigEndian(distinct))),
        };
        if (!matches)
        {
            throw new FormatException(
                $"is not what was compiled: its {name} does not match (download or copy it again)");
        }
    }

    private static bool Matches(ReadOnlySpan<byte> data, ulong hash) =>
        data.Length >= Xxh3.ShortestLength ? Xxh3.Hash(data) == hash
            : throw new FormatException($"holds {data.Length} bytes behind its header, too few to describe a network");

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
