using System.Buffers.Binary;
using System.IO.Compression;

namespace Perception.Simulation.Export;

/// <summary>
/// Grey PNG files of 16 bits a pixel (PNG, third edition: IHDR, one IDAT, IEND; every row with the Up filter).
/// </summary>
public static class Png16
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>Encodes values row by row.</summary>
    public static byte[] Encode(ReadOnlySpan<ushort> values, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, width * height);
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (16, 0);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(values, width, height));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<ushort> values, int width, int height)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (2 * width)];
            var (above, current) = (new byte[2 * width], new byte[2 * width]);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(current.AsSpan(2 * x), values[(y * width) + x]);
                }
                row[0] = 2;
                for (var i = 0; i < current.Length; i++) row[i + 1] = (byte)(current[i] - above[i]);
                zlib.Write(row);
                (above, current) = (current, above);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data) crc = CrcTable[(crc ^ value) & 0xff] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var c = i;
            for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xedb88320 ^ (c >> 1) : c >> 1;
            table[i] = c;
        }

        return table;
    }
}
