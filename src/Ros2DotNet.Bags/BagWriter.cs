using System.Globalization;
using Ros2DotNet.Bags.Mcap;
using Ros2DotNet.Bags.Sqlite;

namespace Ros2DotNet.Bags;

/// <summary>
/// Writes a bag: a folder with files and <c>metadata.yaml</c>. May be used from several threads. After a failed write
/// the bag is closed whole with what came before it, and <see cref="Close"/> says what failed.
/// </summary>
public sealed class BagWriter : IDisposable
{
    private const int FileReserveBytes = 256 * 1024;
    private const int MetadataReserveBytes = 64 * 1024;

    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly BagWriteOptions _options;
    private readonly List<TopicEntry> _topics = [];
    private readonly Dictionary<BagTopic, TopicEntry> _byTopic = new(ReferenceEqualityComparer.Instance);
    private readonly List<BagFileInformation> _files = [];
    private readonly List<Task> _compressing = [];
    private readonly SnapshotBuffer? _snapshot;
    private readonly DiskReserve _fileReserve;
    private readonly DiskReserve _metadataReserve;
    private readonly Timer _flushTimer;
    private IStorageWriter? _storage;
    private string _fileName = "";
    private long _fileStartNs;
    private long _fileEndNs;
    private long _fileMessages;
    private long _tooLarge;
    private bool _splitNext;
    private BagException? _failure;
    private bool _closed;

    /// <summary>Makes the folder; it must not be there yet.</summary>
    /// <exception cref="BagException">The folder cannot be made, or the options contradict each other.</exception>
    public BagWriter(string folder, BagWriteOptions? options = null)
    {
        _options = Checked(options ?? BagWriteOptions.Default);
        Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(Folder))
        {
            throw new BagException($"{folder} is there already: a bag is written into a new folder");
        }

        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BagException($"{folder} cannot be made: {e.Message}", e);
        }

        _snapshot = _options.SnapshotBytes > 0 ? new SnapshotBuffer(_options.SnapshotBytes) : null;
        _fileReserve = new DiskReserve(Folder, FileReserveBytes);
        _metadataReserve = new DiskReserve(Folder, MetadataReserveBytes);
        _flushTimer = new Timer(_ => FlushQuietly(), null, _options.FlushInterval, _options.FlushInterval);
    }

    /// <summary>The bag.</summary>
    public string Folder { get; }

    /// <summary>Messages written.</summary>
    public long MessageCount { get; private set; }

    /// <summary>Files begun.</summary>
    public int FileCount => _files.Count + (_storage is null ? 0 : 1);

    /// <summary>Makes a topic known; messages name it by what this returns.</summary>
    /// <exception cref="BagException">A write failed.</exception>
    public BagTopic AddTopic(BagTopic topic)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            var entry = _topics.Find(other => other.Topic.Name == topic.Name && other.Topic.Type == topic.Type);
            if (entry is null)
            {
                entry = new TopicEntry(topic);
                _byTopic.Add(topic, entry);
                _topics.Add(entry);
                if (_storage is { } storage)
                {
                    Guarded(() => entry.Number = storage.Add(topic));
                }
            }

            return entry.Topic;
        }
    }

    /// <summary>Writes a message; the data is copied before this returns.</summary>
    /// <param name="topic">What <see cref="AddTopic"/> returned.</param>
    /// <param name="logTimeNs">When it was received, in ns.</param>
    /// <param name="data">The message as serialized.</param>
    /// <param name="publishTimeNs">When it was sent; the log time where null.</param>
    /// <param name="sequence">Its number, where it has one.</param>
    /// <exception cref="BagException">A write failed, now or before.</exception>
    public void Write(BagTopic topic, long logTimeNs, ReadOnlySpan<byte> data, long? publishTimeNs = null,
        uint sequence = 0)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            if (_snapshot is not null)
            {
                _snapshot.Add(topic, logTimeNs, publishTimeNs ?? logTimeNs, sequence, data);
                return;
            }

            WriteThrough(topic, logTimeNs, publishTimeNs ?? logTimeNs, sequence, data);
        }
    }

    /// <summary>Begins a new file with the next message.</summary>
    public void Split()
    {
        lock (_gate)
        {
            _splitNext = _fileMessages > 0;
        }
    }

    /// <summary>Writes what is kept in memory, as a file of its own.</summary>
    /// <exception cref="BagException">A write failed.</exception>
    public void Snapshot()
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            Split();
            _snapshot?.Empty(WriteThrough);
            if (_storage is { } storage)
            {
                Guarded(storage.Flush);
            }
        }
    }

    /// <summary>Finishes the files and writes <c>metadata.yaml</c>.</summary>
    /// <returns>The metadata.</returns>
    /// <exception cref="BagException">A write failed, now or before; the bag is whole up to there.</exception>
    public BagMetadata Close()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return Metadata();
            }

            _closed = true;
            _flushTimer.Dispose();
            if (_storage is null && _failure is null && _files.Count == 0)
            {
                Guarded(OpenFile, rethrow: false);
            }

            _fileReserve.Dispose();
            CloseFile();
            try
            {
                Task.WaitAll(_compressing);
            }
            catch (AggregateException e)
            {
                _failure ??= e.InnerException as BagException ??
                    new BagException($"{Folder}: a file cannot be compressed: {e.InnerException!.Message}", e);
                NameFilesAsTheyLie();
            }

            if (_tooLarge > 0)
            {
                _failure ??= new BagException($"{Folder}: {_tooLarge} messages were left out, which are larger than " +
                    "SQLite's limit of 1,000,000,000 bytes: mcap has no such limit");
            }

            var metadata = Metadata();
            _metadataReserve.Dispose();
            Guarded(() => MetadataFile.Write(Folder, metadata), rethrow: false);
            return _failure is { } failure ? throw new BagException(failure.Message, failure) : metadata;
        }
    }

    /// <summary>Closes the bag; what <see cref="Close"/> would throw is lost.</summary>
    public void Dispose()
    {
        try
        {
            Close();
        }
        catch (BagException)
        {
            // Who wants to know calls Close.
        }
    }

    private static BagWriteOptions Checked(BagWriteOptions options) => options switch
    {
        { Storage: BagStorage.Sqlite3, CompressionMode: BagCompressionMode.Chunk } =>
            throw new BagException("sqlite3 has no chunks to compress: choose message or file"),
        { Storage: BagStorage.Mcap, CompressionMode: BagCompressionMode.Message } =>
            throw new BagException("mcap compresses chunks, not messages: choose chunk or file"),
        { ChunkSize: < 0 } => throw new BagException(
            $"a chunk cannot have {options.ChunkSize} bytes; allowed is 0 for no chunks, or more"),
        _ when options.FlushInterval <= TimeSpan.Zero || options.FlushInterval > TimeSpan.FromDays(1) =>
            throw new BagException(
                $"the flush interval cannot be {options.FlushInterval}; allowed is above zero and at most a day"),
        _ => options,
    };

    private void WriteThrough(BagTopic topic, long logTimeNs, long publishTimeNs, uint sequence,
        ReadOnlySpan<byte> data)
    {
        if (!_byTopic.TryGetValue(topic, out var entry))
        {
            throw new ArgumentException($"topic {topic.Name} was not added to this bag", nameof(topic));
        }

        try
        {
            if (_storage is not null && IsSplitDue(logTimeNs))
            {
                CloseFile();
                ThrowIfUnusable();
            }

            if (_storage is null)
            {
                OpenFile();
            }

            if (!_storage!.Write(entry.Number, logTimeNs, publishTimeNs, sequence, data))
            {
                _tooLarge++;
                return;
            }
        }
        catch (BagException e)
        {
            _failure ??= e;
            throw;
        }

        _fileStartNs = _fileMessages == 0 ? logTimeNs : Math.Min(_fileStartNs, logTimeNs);
        _fileEndNs = _fileMessages == 0 ? logTimeNs : Math.Max(_fileEndNs, logTimeNs);
        _fileMessages++;
        MessageCount++;
        entry.Count++;
    }

    private bool IsSplitDue(long logTimeNs) => _fileMessages > 0 &&
        (_splitNext || (_options.MaximumFileBytes > 0 && _storage!.Length >= _options.MaximumFileBytes) ||
        (_options.MaximumFileDuration > TimeSpan.Zero &&
            logTimeNs - _fileStartNs >= _options.MaximumFileDuration.TotalNanoseconds));

    private void OpenFile()
    {
        var extension = _options.Storage == BagStorage.Mcap ? "mcap" : "db3";
        _fileName =
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(Folder)}_{_files.Count}.{extension}");
        _storage = OpenStorage(Path.Combine(Folder, _fileName));
        (_fileMessages, _splitNext) = (0, false);
        foreach (var entry in _topics)
        {
            entry.Number = _storage.Add(entry.Topic);
            entry.CountBeforeFile = entry.Count;
        }
    }

    private IStorageWriter OpenStorage(string path)
    {
        try
        {
            return _options.Storage == BagStorage.Mcap
                ? new McapStorageWriter(path, _options)
                : new SqliteStorageWriter(path, _options, _options.RosDistro);
        }
        catch (DllNotFoundException e)
        {
            throw new BagException($"{path} cannot be made: {e.Message}", e);
        }
    }

    private void CloseFile()
    {
        if (_storage is not { } storage)
        {
            return;
        }

        _storage = null;
        var path = Path.Combine(Folder, _fileName);
        var compress = _options.CompressionMode == BagCompressionMode.File;
        _files.Add(new BagFileInformation(
            compress ? _fileName + CompressedFile.Extension : _fileName, _fileStartNs,
            _fileMessages == 0 ? 0 : _fileEndNs - _fileStartNs, _fileMessages));
        using (storage)
        {
            Guarded(() => storage.Close(MetadataWriter.Embedded(Metadata()), _options.RosDistro), rethrow: false);
        }

        if (_failure is not null)
        {
            CountAgain(path);
        }

        if (compress)
        {
            _compressing.Add(Task.Run(() => CompressedFile.Compress(path, _options.CompressionLevel)));
        }
    }

    // What could not be compressed kept its name.
    private void NameFilesAsTheyLie()
    {
        for (var i = 0; i < _files.Count; i++)
        {
            if (!File.Exists(Path.Combine(Folder, _files[i].Path)))
            {
                _files[i] = _files[i] with { Path = Path.ChangeExtension(_files[i].Path, null) };
            }
        }
    }

    // After a failure only the file itself knows what it holds.
    private void CountAgain(string path)
    {
        try
        {
            using var bag = Bag.Open(path, new BagReadOptions { SkipDamage = true });
            var held = bag.Rebuild();
            MessageCount += held.MessageCount - _fileMessages;
            _files[^1] = held.Files[0] with { Path = _files[^1].Path };
            foreach (var entry in _topics)
            {
                // Earlier files are whole: only this one's share changes.
                var topic =
                    held.Topics.FirstOrDefault(item => item.Name == entry.Topic.Name && item.Type == entry.Topic.Type);
                entry.Count = entry.CountBeforeFile + (topic?.MessageCount ?? 0);
            }
        }
        catch (BagException)
        {
            // Nothing can be said about it.
        }
    }

    // Of files that stayed as they were, a bag that says otherwise would not be opened.
    private string CompressionMode => _options.CompressionMode switch
    {
        BagCompressionMode.Message => "MESSAGE",
        BagCompressionMode.File when _files.Count == 0 || _files.Any(file => StorageFiles.IsCompressed(file.Path)) =>
            "FILE",
        _ => "",
    };

    private BagMetadata Metadata() => new()
    {
        StorageIdentifier = _options.Storage == BagStorage.Mcap ? "mcap" : "sqlite3",
        StartingTimeNs =
            _files.Where(file => file.MessageCount > 0).Select(file => file.StartingTimeNs).DefaultIfEmpty(0).Min(),
        DurationNs = _files.Where(file => file.MessageCount > 0)
            .Select(file => file.StartingTimeNs + file.DurationNs).DefaultIfEmpty(0).Max() -
            _files.Where(file => file.MessageCount > 0).Select(file => file.StartingTimeNs).DefaultIfEmpty(0).Min(),
        MessageCount = MessageCount,
        Topics = [.. _topics.Select(entry => entry.Topic with { MessageCount = entry.Count })],
        CompressionFormat = CompressionMode.Length > 0 ? "zstd" : "",
        CompressionMode = CompressionMode,
        RelativeFilePaths = [.. _files.Select(file => file.Path)],
        Files = [.. _files],
        CustomData = _options.CustomData,
        RosDistro = _options.RosDistro,
    };

    private void FlushQuietly()
    {
        // Whoever has the lock may wait for a slow disk; each tick of the timer would wait with it, on a thread more.
        if (!Monitor.TryEnter(_gate))
        {
            return;
        }

        try
        {
            if (!_closed && _failure is null && _storage is { } storage)
            {
                Guarded(storage.Flush, rethrow: false);
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private void Guarded(Action write, bool rethrow = true)
    {
        try
        {
            write();
        }
        catch (BagException e)
        {
            _failure ??= e;
            if (rethrow)
            {
                throw;
            }
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_failure is { } failure)
        {
            throw new BagException(failure.Message, failure);
        }
    }

    private sealed class TopicEntry(BagTopic topic)
    {
        public BagTopic Topic { get; } = topic;

        public int Number { get; set; }

        public long Count { get; set; }

        public long CountBeforeFile { get; set; }
    }
}
