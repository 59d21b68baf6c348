namespace Ros2DotNet.Bags;

/// <summary>
/// Goes through a bag's messages by log time, over all its files; messages of equal time by file and place in it.
/// </summary>
public sealed class BagCursor : IDisposable
{
    private readonly BagFilter _filter;
    private readonly BagFile[] _pending;
    private readonly PriorityQueue<Source, (long Time, int File)> _open = new();
    private readonly List<Source> _sources = [];
    private Source? _current;
    private int _nextPending;

    internal BagCursor(IReadOnlyList<BagFile> files, BagFilter filter)
    {
        _filter = filter;
        _pending = [.. files.Where(file => file.Reader.StartTimeNs is not null)
            .OrderBy(file => file.Reader.StartTimeNs).ThenBy(file => file.Number)];
    }

    /// <summary>The message; valid until the next call of <see cref="MoveNext"/>.</summary>
    public BagMessage Current
    {
        get
        {
            var cursor = _current!.Cursor;
            return new BagMessage(_current.File.Topics[cursor.Topic], cursor.LogTimeNs, cursor.PublishTimeNs,
                cursor.Sequence, cursor.Data);
        }
    }

    /// <summary>Goes to the next message; false at the end.</summary>
    /// <exception cref="BagException">A file is damaged and <see cref="BagReadOptions.SkipDamage"/> is not
    /// set.</exception>
    public bool MoveNext()
    {
        if (_current is { } current)
        {
            Advance(current);
        }

        // Every file that may hold a message before the next one has to be open.
        while (_nextPending < _pending.Length &&
            (!_open.TryPeek(out _, out var next) || _pending[_nextPending].Reader.StartTimeNs <= next.Time))
        {
            var file = _pending[_nextPending++];
            var source = new Source(file, file.Reader.Read(_filter, file.Topics));
            _sources.Add(source);
            Advance(source);
        }

        return _open.TryDequeue(out _current, out _);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _sources)
        {
            source.Cursor.Dispose();
        }
    }

    private void Advance(Source source)
    {
        if (source.Cursor.MoveNext())
        {
            _open.Enqueue(source, (source.Cursor.LogTimeNs, source.File.Number));
        }
        else
        {
            source.Cursor.Dispose();
        }
    }

    private sealed record Source(BagFile File, IStorageCursor Cursor);
}
