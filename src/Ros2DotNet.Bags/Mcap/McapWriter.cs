using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>
/// Writes an MCAP file. Messages are gathered in a chunk; full chunks are compressed on threads of their own and
/// written in order on another. Writing waits only when all of them are behind.
/// </summary>
public sealed class McapWriter : IDisposable
{
    private readonly object _gate = new();
    private readonly McapWriteOptions _options;
    private readonly ChunkFileWriter _file;
    private readonly Dictionary<ushort, McapSchema> _schemas = [];
    private readonly Dictionary<ushort, McapChannel> _channels = [];
    private readonly HashSet<ushort> _writtenSchemas = [];
    private readonly HashSet<ushort> _writtenChannels = [];
    private readonly Queue<ChunkJob> _free = new();
    private readonly Queue<ChunkJob> _toFinish = new();
    private readonly Queue<ChunkJob> _toWrite = new();
    private readonly List<Thread> _threads = [];
    private ChunkJob? _current;
    private long _currentSince;
    private long _waitingBytes;
    private BagException? _failure;
    private bool _closing;
    private bool _closed;

    /// <summary>Makes the file; it must not be there yet.</summary>
    /// <exception cref="BagException">It cannot be made.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the flush interval is not above zero and at
    /// most a day.</exception>
    public McapWriter(string path, McapWriteOptions? options = null)
    {
        _options = options ?? McapWriteOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegative(_options.ChunkSize);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.FlushInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.FlushInterval, TimeSpan.FromDays(1));
        _file = new ChunkFileWriter(path, _options);
        var finishers = _options.Compression == ChunkCompression.None ? 1 : Math.Max(1, _options.CompressionThreads);
        for (var i = 0; i < finishers + 3; i++)
        {
            _free.Enqueue(new ChunkJob());
        }

        StartThread("bag/write", WriteJobs);
        for (var i = 0; i < finishers; i++)
        {
            StartThread("bag/compress", FinishJobs);
        }
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>Bytes of the file and of what waits for it, before compression.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _file.Length + _waitingBytes + (_current?.Records.Length ?? 0);
            }
        }
    }

    /// <summary>Messages that are in the file; exact after <see cref="Close"/>.</summary>
    public ulong MessageCount => _file.MessageCount;

    /// <summary>Defines a message type.</summary>
    /// <returns>Its number.</returns>
    public ushort AddSchema(string name, string encoding, ReadOnlyMemory<byte> data)
    {
        lock (_gate)
        {
            var id = NextId(_schemas.Count + 1, "schemas");
            _schemas.Add(id, new McapSchema(id, name, encoding, data.ToArray()));
            return id;
        }
    }

    /// <summary>Defines a channel.</summary>
    /// <param name="topic">Name of the topic.</param>
    /// <param name="schemaId">Number of the schema; 0 for none.</param>
    /// <param name="messageEncoding"><c>cdr</c> for ROS 2.</param>
    /// <param name="metadata">Pairs of text.</param>
    /// <returns>Its number.</returns>
    public ushort AddChannel(
        string topic, ushort schemaId, string messageEncoding,
        IReadOnlyList<KeyValuePair<string, string>>? metadata = null)
    {
        lock (_gate)
        {
            if (schemaId != 0 && !_schemas.ContainsKey(schemaId))
            {
                throw new ArgumentException($"there is no schema {schemaId}", nameof(schemaId));
            }

            var id = NextId(_channels.Count + 1, "channels");
            _channels.Add(id, new McapChannel(id, schemaId, topic, messageEncoding, metadata ?? []));
            return id;
        }
    }

    /// <summary>Writes a message; its data is copied before this returns.</summary>
    /// <exception cref="BagException">A write failed, now or before.</exception>
    public void Write(ushort channelId, uint sequence, ulong logTimeNs, ulong publishTimeNs, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            var job = Current();
            if (_writtenChannels.Add(channelId))
            {
                Define(job, channelId);
            }

            job.Add(channelId, sequence, logTimeNs, publishTimeNs, data);
            if (job.Records.Length >= Math.Max(_options.ChunkSize, 1))
            {
                SubmitCurrent();
            }
        }
    }

    /// <summary>Writes an attachment.</summary>
    /// <exception cref="BagException">A write failed, now or before.</exception>
    public void Write(McapAttachment attachment)
    {
        lock (_gate)
        {
            var job = RentAlone();
            job.Attachment = attachment;
            job.Records.Attachment(attachment);
            Submit(job);
        }
    }

    /// <summary>Writes a metadata record.</summary>
    /// <exception cref="BagException">A write failed, now or before.</exception>
    public void Write(McapMetadata metadata)
    {
        lock (_gate)
        {
            var job = RentAlone();
            job.Metadata = metadata;
            job.Records.Metadata(metadata);
            Submit(job);
        }
    }

    /// <summary>Returns when everything written so far is in the file.</summary>
    /// <exception cref="BagException">A write failed.</exception>
    public void Flush()
    {
        lock (_gate)
        {
            ThrowIfUnusable();
            SubmitCurrent();
            while (_waitingBytes > 0 && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            ThrowIfUnusable();
        }
    }

    /// <summary>
    /// Writes what is left and the summary. After a failed write the file is closed whole with what came before.
    /// </summary>
    /// <exception cref="BagException">A write failed, now or before.</exception>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            if (_failure is null)
            {
                SubmitCurrent();
                DefineUnused();
            }

            _closing = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        using (_file)
        {
            var lost = _file.Close(_schemas.Values, _channels.Values, _failure is not null);
            if (_failure is null && lost > 0)
            {
                _failure = new BagException(
                    $"{Path} has no room for its last {lost} messages and its summary: they were given up");
            }
        }

        if (_failure is { } failure)
        {
            throw new BagException(failure.Message, failure);
        }
    }

    /// <summary>Closes the file; what <see cref="Close"/> would throw is lost.</summary>
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

    private static ushort NextId(int count, string what) =>
        count <= ushort.MaxValue
            ? (ushort)count
            : throw new BagException($"a file holds at most {ushort.MaxValue} {what}");

    private ChunkJob Current()
    {
        while (_current is null)
        {
            if (_free.TryDequeue(out _current))
            {
                _current.StandsAlone = _options.ChunkSize == 0;
                _currentSince = Environment.TickCount64;
            }
            else
            {
                // Others have the lock meanwhile: they may begin a chunk, or close the file.
                Monitor.Wait(_gate);
                ThrowIfUnusable();
            }
        }

        return _current;
    }

    private ChunkJob RentAlone()
    {
        ThrowIfUnusable();
        SubmitCurrent();
        var job = Rent();
        job.StandsAlone = true;
        return job;
    }

    private ChunkJob Rent()
    {
        while (_free.Count == 0)
        {
            Monitor.Wait(_gate);
        }

        return _free.Dequeue();
    }

    private void Define(ChunkJob job, ushort channelId)
    {
        if (!_channels.TryGetValue(channelId, out var channel))
        {
            _writtenChannels.Remove(channelId);
            throw new ArgumentException($"there is no channel {channelId}", nameof(channelId));
        }

        if (channel.SchemaId != 0 && _writtenSchemas.Add(channel.SchemaId))
        {
            job.Records.Schema(_schemas[channel.SchemaId]);
        }

        job.Records.Channel(channel);
    }

    // What the summary lists has to stand before it too, topics without messages as well.
    private void DefineUnused()
    {
        if (_channels.Count == _writtenChannels.Count && _schemas.Count == _writtenSchemas.Count)
        {
            return;
        }

        var job = Rent();
        job.StandsAlone = true;
        foreach (var schema in _schemas.Values.Where(schema => _writtenSchemas.Add(schema.Id)))
        {
            job.Records.Schema(schema);
        }

        foreach (var channel in _channels.Values.Where(channel => _writtenChannels.Add(channel.Id)))
        {
            job.Records.Channel(channel);
        }

        Submit(job);
    }

    private void SubmitCurrent()
    {
        if (_current is { } job)
        {
            _current = null;
            Submit(job);
        }
    }

    private void Submit(ChunkJob job)
    {
        _waitingBytes += job.Records.Length;
        _toFinish.Enqueue(job);
        _toWrite.Enqueue(job);
        Monitor.PulseAll(_gate);
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_failure is { } failure)
        {
            throw new BagException(failure.Message, failure);
        }
    }

    private void StartThread(string name, ThreadStart run)
    {
        var thread = new Thread(run) { IsBackground = true, Name = name };
        _threads.Add(thread);
        thread.Start();
    }

    private void FinishJobs()
    {
        ICompressor? compressor = null;
        try
        {
            while (Take(_toFinish, static _ => true) is { } job)
            {
                BagException? failure = null;
                try
                {
                    compressor ??= CreateCompressor();
                    job.Finish(compressor, _options.Compression.ToString().ToLowerInvariant(), _options.ChunkCrc);
                }
                catch (Exception e) when (e is CompressionException or DllNotFoundException or BagException
                    or OverflowException or OutOfMemoryException)
                {
                    failure = new BagException($"{Path}: a chunk cannot be compressed: {e.Message}", e);
                }

                lock (_gate)
                {
                    _failure ??= failure;
                    job.Ready = true;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        finally
        {
            compressor?.Dispose();
        }
    }

    private ICompressor? CreateCompressor() => _options.Compression switch
    {
        ChunkCompression.Lz4 => new Lz4Compressor(_options.CompressionLevel),
        ChunkCompression.Zstd => new ZstdCompressor(_options.CompressionLevel),
        _ => null,
    };

    private void WriteJobs()
    {
        while (Take(_toWrite, static job => job.Ready) is { } job)
        {
            BagException? failure = null;
            try
            {
                // After a failure the rest is dropped: a hole in the recording would go unnoticed.
                if (Volatile.Read(ref _failure) is null)
                {
                    _file.Append(job);
                }
            }
            catch (BagException e)
            {
                failure = e;
            }

            lock (_gate)
            {
                _failure ??= failure;
                _waitingBytes -= job.Records.Length;
                job.Clear();
                _free.Enqueue(job);
                Monitor.PulseAll(_gate);
            }
        }
    }

    // The next job; null when closing and none is left. The first of the queue stays there until it is ready.
    private ChunkJob? Take(Queue<ChunkJob> queue, Func<ChunkJob, bool> ready)
    {
        lock (_gate)
        {
            while (true)
            {
                if (queue.TryPeek(out var job) && ready(job))
                {
                    return queue.Dequeue();
                }

                if (_closing && queue.Count == 0)
                {
                    return null;
                }

                if (!Monitor.Wait(_gate, _options.FlushInterval) || IsFlushDue)
                {
                    FlushIfDue();
                }
            }
        }
    }

    private bool IsFlushDue =>
        _current is not null && Environment.TickCount64 - _currentSince >= _options.FlushInterval.TotalMilliseconds;

    private void FlushIfDue()
    {
        if (IsFlushDue && _failure is null && !_closed)
        {
            SubmitCurrent();
        }
    }
}
