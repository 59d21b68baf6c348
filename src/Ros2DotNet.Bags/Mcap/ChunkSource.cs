using System.Buffers.Binary;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>
/// The wanted messages of one chunk by log time. Reused for chunk after chunk, so that buffers are made once.
/// </summary>
internal sealed class ChunkSource(InputFile file) : IMessageSource, IDisposable
{
    private readonly ChunkRecords _records = new(file);
    private Entry[] _entries = new Entry[64];
    private int _count;
    private int _current;
    private long _chunkOffset;

    // The chunk's place alone: what is in it may be longer than its room in the file, and comes in its own order
    // anyway.
    public (ulong LogTime, long Offset) Key => (_entries[_current].LogTime, _chunkOffset);

    public ReadOnlySpan<byte> Body => _records.Buffer.AsSpan(_entries[_current].Offset, _entries[_current].Length);

    public bool Next() => ++_current < _count;

    /// <summary>Reads a chunk; false where it has nothing that is wanted.</summary>
    /// <exception cref="BagFormatException">It is damaged.</exception>
    public bool Open(McapChunkIndex chunk, MessageSelection selection, McapIndex index, bool checkCrc)
    {
        Start((long)chunk.ChunkStartOffset);
        Span<byte> head = stackalloc byte[McapFormat.RecordHeaderSize];
        if (file.Read(_chunkOffset, head) < head.Length || head[0] != (byte)McapOpcode.Chunk)
        {
            throw Error("no chunk is where the index says");
        }

        var bodyLength = BinaryPrimitives.ReadUInt64LittleEndian(head[1..]);
        if (bodyLength > (ulong)(file.Length - _chunkOffset - head.Length))
        {
            throw Error($"{bodyLength} bytes are claimed, {file.Length - _chunkOffset - head.Length} remain");
        }

        var header = ChunkRecords.ReadHeader(file, _chunkOffset, (long)bodyLength);
        _records.Load(_chunkOffset, header, checkCrc);
        return Collect(selection, index);
    }

    /// <summary>Reads what is there of a chunk that the end of the file cuts.</summary>
    public bool OpenTruncated(long chunkOffset, MessageSelection selection, McapIndex index)
    {
        Start(chunkOffset);
        _records.LoadTruncated(chunkOffset);
        try
        {
            Collect(selection, index);
        }
        catch (BagFormatException)
        {
            // The cut was reported when the file was opened; what came before it is here.
            Sort();
        }

        return _count > 0;
    }

    public void Dispose() => _records.Dispose();

    private void Start(long chunkOffset) => (_chunkOffset, _count, _current) = (chunkOffset, 0, 0);

    private bool Collect(MessageSelection selection, McapIndex index)
    {
        while (_records.Next())
        {
            if (_records.Opcode != McapOpcode.Message)
            {
                continue;
            }

            var body = _records.Body;
            if (body.Length < McapFormat.MessageHeaderSize)
            {
                throw Error($"a message of {body.Length} bytes is too short for its fields");
            }

            var channel = BinaryPrimitives.ReadUInt16LittleEndian(body);
            if (!index.Channels.ContainsKey(channel))
            {
                throw Error($"a message names channel {channel}, which is not defined");
            }

            var logTime = BinaryPrimitives.ReadUInt64LittleEndian(body[6..]);
            if (selection.Wants(channel, logTime))
            {
                Add(new Entry(logTime, _records.BodyOffset, _records.BodyLength));
            }
        }

        Sort();
        return _count > 0;
    }

    private void Add(Entry entry)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _count);
        }

        _entries[_count++] = entry;
    }

    // Nearly always in order already; then there is nothing to do.
    private void Sort()
    {
        for (var i = 1; i < _count; i++)
        {
            if (_entries[i].LogTime < _entries[i - 1].LogTime)
            {
                _entries.AsSpan(0, _count)
                    .Sort(static (a, b) => (a.LogTime, a.Offset).CompareTo((b.LogTime, b.Offset)));
                return;
            }
        }
    }

    private BagFormatException Error(string problem) => new(file.Path, _chunkOffset, nameof(McapOpcode.Chunk), problem);

    private readonly record struct Entry(ulong LogTime, int Offset, int Length);
}
