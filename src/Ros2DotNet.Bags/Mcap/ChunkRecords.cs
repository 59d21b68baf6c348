using System.Buffers.Binary;
using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>Reads chunks into a buffer of its own and walks the records in them.</summary>
internal sealed class ChunkRecords(InputFile file) : IDisposable
{
    private readonly Dictionary<string, IDecompressor> _decompressors = [];
    private byte[] _stored = [];
    private byte[] _records = [];
    private int _length;
    private int _next;
    private long _chunkOffset;

    /// <summary>The records of the chunk, one after the other.</summary>
    public byte[] Buffer => _records;

    /// <summary>Kind of the current record.</summary>
    public McapOpcode Opcode { get; private set; }

    /// <summary>Where its fields start in <see cref="Buffer"/>.</summary>
    public int BodyOffset { get; private set; }

    /// <summary>Bytes of its fields.</summary>
    public int BodyLength { get; private set; }

    public ReadOnlySpan<byte> Body => _records.AsSpan(BodyOffset, BodyLength);

    /// <summary>The current record's fields to parse.</summary>
    public RecordReader Fields => new(Body, Opcode, _chunkOffset, file.Path);

    /// <summary>Reads the fields of a chunk record before its data.</summary>
    public static McapChunkHeader ReadHeader(InputFile file, long chunkOffset, long bodyLength)
    {
        // Longer than any compression's name would make it.
        Span<byte> head = stackalloc byte[256];
        var bodyOffset = chunkOffset + McapFormat.RecordHeaderSize;
        var read = file.Read(bodyOffset, head[..(int)Math.Min(head.Length, bodyLength)]);
        var fields = new RecordReader(head[..read], McapOpcode.Chunk, chunkOffset, file.Path);
        return RecordParser.Chunk(ref fields, bodyOffset, bodyLength);
    }

    /// <summary>Reads, decompresses and checks a chunk's records.</summary>
    /// <exception cref="BagFormatException">The chunk is damaged, or compressed in an unknown way.</exception>
    public void Load(long chunkOffset, in McapChunkHeader header, bool checkCrc)
    {
        Start(chunkOffset);
        if (header.DataSize > Array.MaxLength || header.UncompressedSize > (ulong)Array.MaxLength)
        {
            var size = Math.Max((ulong)header.DataSize, header.UncompressedSize);
            throw Error($"{size} bytes of records are more than the {Array.MaxLength} that can be held");
        }

        if (header.Compression.Length == 0)
        {
            if ((ulong)header.DataSize != header.UncompressedSize)
            {
                throw Error($"{header.UncompressedSize} uncompressed bytes are claimed, {header.DataSize} are there");
            }

            _length = Read(ref _records, header.DataOffset, (int)header.DataSize);
        }
        else
        {
            var stored = Read(ref _stored, header.DataOffset, (int)header.DataSize);
            _length = Decompress(header, _stored.AsSpan(0, stored), false);
            if ((ulong)_length != header.UncompressedSize)
            {
                throw Error($"{header.UncompressedSize} uncompressed bytes are claimed, {_length} came out");
            }
        }

        if (checkCrc && header.UncompressedCrc != 0 &&
            Crc32.Of(_records.AsSpan(0, _length)) is var crc && crc != header.UncompressedCrc)
        {
            throw Error($"the CRC of its records is {crc:x8}, the chunk says {header.UncompressedCrc:x8}");
        }
    }

    /// <summary>Reads what is there of the records of a chunk that the end of the file cuts.</summary>
    public void LoadTruncated(long chunkOffset)
    {
        Start(chunkOffset);
        Span<byte> head = stackalloc byte[256];
        var bodyOffset = chunkOffset + McapFormat.RecordHeaderSize;
        var read = file.Read(bodyOffset, head);
        var fields = new RecordReader(head[..read], McapOpcode.Chunk, chunkOffset, file.Path);
        var header = RecordParser.Chunk(ref fields, bodyOffset, long.MaxValue);
        var size = (int)Math.Min(Math.Min(header.DataSize, file.Length - header.DataOffset), Array.MaxLength);
        if (header.Compression.Length == 0)
        {
            _length = Read(ref _records, header.DataOffset, size);
        }
        else
        {
            var stored = Read(ref _stored, header.DataOffset, size);
            _length = Decompress(header, _stored.AsSpan(0, stored), true);
        }
    }

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="BagFormatException">A record does not fit the chunk.</exception>
    public bool Next()
    {
        if (_next == _length)
        {
            return false;
        }

        var left = _length - _next;
        var size = left < McapFormat.RecordHeaderSize
            ? 0
            : BinaryPrimitives.ReadUInt64LittleEndian(_records.AsSpan(_next + 1));
        if (left < McapFormat.RecordHeaderSize || size > (ulong)(left - McapFormat.RecordHeaderSize))
        {
            var position = _next;
            _next = _length;
            throw Error($"the record at byte {position} of its {_length} does not fit");
        }

        Opcode = (McapOpcode)_records[_next];
        BodyOffset = _next + McapFormat.RecordHeaderSize;
        BodyLength = (int)size;
        _next = BodyOffset + BodyLength;
        return true;
    }

    public void Dispose()
    {
        foreach (var decompressor in _decompressors.Values)
        {
            decompressor.Dispose();
        }
    }

    private void Start(long chunkOffset)
    {
        _chunkOffset = chunkOffset;
        _next = _length = 0;
    }

    private int Read(ref byte[] buffer, long offset, int size)
    {
        if (buffer.Length < size)
        {
            buffer = Buffers.Roomy(size);
        }

        return file.Read(offset, buffer.AsSpan(0, size)) is var read && read == size
            ? read
            : throw Error("the file became shorter while it was read");
    }

    private int Decompress(in McapChunkHeader header, ReadOnlySpan<byte> stored, bool truncated)
    {
        if (!_decompressors.TryGetValue(header.Compression, out var decompressor))
        {
            decompressor = header.Compression switch
            {
                "lz4" => new Lz4Decompressor(),
                "zstd" => new ZstdDecompressor(),
                _ => throw Error($"compression '{header.Compression}' is none of '', lz4, zstd"),
            };
            _decompressors.Add(header.Compression, decompressor);
        }

        try
        {
            return decompressor.Decompress(stored, (long)header.UncompressedSize, ref _records, truncated);
        }
        catch (CompressionException e)
        {
            throw Error(e.Message);
        }
    }

    private BagFormatException Error(string problem) => new(file.Path, _chunkOffset, nameof(McapOpcode.Chunk), problem);
}
