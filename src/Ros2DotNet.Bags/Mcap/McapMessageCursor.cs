using System.Buffers.Binary;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>
/// Goes through messages by log time, messages of equal time by their place in the file. Chunks that overlap in time
/// are merged; only those that do are held at once.
/// </summary>
public sealed class McapMessageCursor : IDisposable
{
    private readonly McapReader _reader;
    private readonly MessageSelection _selection;
    private readonly McapChunkIndex[] _pending;
    private readonly PriorityQueue<IMessageSource, (ulong, long)> _open = new();
    private readonly Stack<ChunkSource> _spare = new();
    private readonly List<ChunkSource> _sources = [];
    private IMessageSource? _current;
    private int _nextPending;

    internal McapMessageCursor(McapReader reader, McapFilter? filter)
    {
        _reader = reader;
        _selection = new MessageSelection(filter, reader.Channels);
        _pending = [.. reader.Index.Chunks.Where(_selection.Wants)
            .OrderBy(chunk => chunk.MessageStartTime).ThenBy(chunk => chunk.ChunkStartOffset)];
        var loose = new LooseSource(reader.File, reader.Index, _selection);
        if (!loose.IsEmpty)
        {
            _open.Enqueue(loose, loose.Key);
        }

        if (reader.Index.TruncatedChunk is { } offset)
        {
            var source = Rent();
            if (source.OpenTruncated(offset, _selection, reader.Index))
            {
                _open.Enqueue(source, source.Key);
            }
        }
    }

    /// <summary>The message; valid until the next call of <see cref="MoveNext"/>.</summary>
    public McapMessage Current
    {
        get
        {
            var body = _current!.Body;
            return new McapMessage(
                BinaryPrimitives.ReadUInt16LittleEndian(body), BinaryPrimitives.ReadUInt32LittleEndian(body[2..]),
                BinaryPrimitives.ReadUInt64LittleEndian(body[6..]), BinaryPrimitives.ReadUInt64LittleEndian(body[14..]),
                body[McapFormat.MessageHeaderSize..]);
        }
    }

    /// <summary>Goes to the next message; false at the end.</summary>
    /// <exception cref="BagFormatException">A chunk is damaged and <see cref="McapReadOptions.SkipDamage"/> is not
    /// set.</exception>
    public bool MoveNext()
    {
        if (_current is not null)
        {
            if (_current.Next())
            {
                _open.Enqueue(_current, _current.Key);
            }
            else if (_current is ChunkSource finished)
            {
                _spare.Push(finished);
            }

            _current = null;
        }

        OpenDueChunks();
        return _open.TryDequeue(out _current, out _);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _sources)
        {
            source.Dispose();
        }
    }

    // Every chunk that may hold a message before the next one has to be open.
    private void OpenDueChunks()
    {
        while (_nextPending < _pending.Length &&
            (!_open.TryPeek(out _, out var next) || _pending[_nextPending].MessageStartTime <= next.Item1))
        {
            var chunk = _pending[_nextPending++];
            var source = Rent();
            try
            {
                if (source.Open(chunk, _selection, _reader.Index, _reader.Options.CheckCrc))
                {
                    _open.Enqueue(source, source.Key);
                    continue;
                }
            }
            catch (BagFormatException e) when (_reader.Options.SkipDamage)
            {
                _reader.Report(BagProblem.Of(e));
            }

            _spare.Push(source);
        }
    }

    private ChunkSource Rent()
    {
        if (_spare.TryPop(out var source))
        {
            return source;
        }

        _sources.Add(source = new ChunkSource(_reader.File));
        return source;
    }
}
