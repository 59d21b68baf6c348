using System.Buffers.Binary;
using System.Text;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>Reads the fields of one record; every length is checked against the bytes that are there.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> body, McapOpcode opcode, long recordOffset, string file)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _position;

    public readonly int Position => _position;

    public readonly int Remaining => _body.Length - _position;

    public byte ReadByte(string field) => Take(1, field)[0];

    public ushort ReadUInt16(string field) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, field));

    public uint ReadUInt32(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, field));

    public ulong ReadUInt64(string field) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, field));

    public string ReadString(string field)
    {
        var bytes = ReadBytes32(field);
        try
        {
            return bytes.IsEmpty ? "" : StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error(field, "not UTF-8");
        }
    }

    /// <summary>A string that is nearly always one of the few known, which then costs nothing.</summary>
    public string ReadCompression(string field)
    {
        var start = _position;
        var bytes = ReadBytes32(field);
        if (bytes.IsEmpty || bytes.SequenceEqual("lz4"u8) || bytes.SequenceEqual("zstd"u8))
        {
            return bytes.Length switch { 0 => "", 3 => "lz4", _ => "zstd" };
        }

        _position = start;
        return ReadString(field);
    }

    public ReadOnlySpan<byte> ReadBytes32(string field) => TakeCounted(ReadUInt32(field), field);

    public ReadOnlySpan<byte> ReadBytes64(string field) => TakeCounted(ReadUInt64(field), field);

    public KeyValuePair<string, string>[] ReadTextMap(string field)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        for (var end = ReadMapEnd(field); _position < end;)
        {
            pairs.Add(new(ReadString(field), ReadString(field)));
            CheckMapEnd(end, field);
        }

        return [.. pairs];
    }

    public KeyValuePair<ushort, ulong>[] ReadNumberMap(string field)
    {
        const int PairSize = 2 + 8;
        var end = ReadMapEnd(field);
        if ((end - _position) % PairSize != 0)
        {
            throw Error(field, $"{end - _position} bytes are not pairs of {PairSize}");
        }

        var pairs = new KeyValuePair<ushort, ulong>[(end - _position) / PairSize];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = new(ReadUInt16(field), ReadUInt64(field));
        }

        return pairs;
    }

    public readonly BagFormatException Error(string field, string problem) =>
        new(file, recordOffset, opcode.ToString(), $"field '{field}': {problem}");

    private static UTF8Encoding StrictUtf8 { get; } = new(false, true);

    private int ReadMapEnd(string field)
    {
        var size = ReadUInt32(field);
        return size <= Remaining ? _position + (int)size : throw TooLong(field, size);
    }

    private readonly void CheckMapEnd(int end, string field)
    {
        if (_position > end)
        {
            throw Error(field, "the last pair ends past the map");
        }
    }

    private ReadOnlySpan<byte> TakeCounted(ulong size, string field) =>
        size <= (ulong)Remaining ? Take((int)size, field) : throw TooLong(field, size);

    private readonly BagFormatException TooLong(string field, ulong size) =>
        Error(field, $"{size} bytes are claimed, {Remaining} remain");

    private ReadOnlySpan<byte> Take(int size, string field)
    {
        if (size > Remaining)
        {
            throw Error(field, $"{size} bytes are needed, {Remaining} remain");
        }

        _position += size;
        return _body.Slice(_position - size, size);
    }
}
