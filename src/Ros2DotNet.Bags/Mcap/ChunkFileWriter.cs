using System.Buffers.Binary;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>Writes finished jobs to the file, keeps the index of what is in it, and closes it with a summary.</summary>
internal sealed class ChunkFileWriter : IDisposable
{
    private readonly OutputFile _file;
    private readonly McapWriteOptions _options;
    private readonly RecordWriter _scratch = new();
    private readonly Dictionary<ushort, ulong> _counts = [];
    private readonly List<McapChunkIndex> _chunks = [];
    private readonly List<McapAttachmentIndex> _attachments = [];
    private readonly List<McapMetadataIndex> _metadata = [];
    private ulong _startTime = ulong.MaxValue;
    private ulong _endTime;
    private long _length;

    public ChunkFileWriter(string path, McapWriteOptions options)
    {
        _file = new OutputFile(path);
        _options = options;
        _scratch.Magic();
        _scratch.Header(new McapHeader(options.Profile, options.Library));
        _file.Write(_scratch.Written);
        _length = _file.Position;
    }

    /// <summary>Messages in the file.</summary>
    public ulong MessageCount { get; private set; }

    public string Path => _file.Path;

    /// <summary>Bytes in the file.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Appends a job. A failed write leaves the file as it was before.</summary>
    /// <exception cref="BagException">The disk is full or failed.</exception>
    public void Append(ChunkJob job)
    {
        var start = _file.Position;
        try
        {
            if (job.StandsAlone)
            {
                AppendAlone(job, start);
            }
            else
            {
                AppendChunk(job, start);
            }
        }
        catch
        {
            _file.Truncate(start);
            throw;
        }

        Count(job);
        Volatile.Write(ref _length, _file.Position);
    }

    /// <summary>
    /// Writes the summary. Where the disk has no room for it, chunks are given up from the end until it has.
    /// </summary>
    /// <param name="schemas">All that were defined.</param>
    /// <param name="channels">All that were defined.</param>
    /// <param name="failed">A write failed: definitions may be missing in the file.</param>
    /// <returns>Messages that were given up.</returns>
    public ulong Close(IReadOnlyCollection<McapSchema> schemas, IReadOnlyCollection<McapChannel> channels, bool failed)
    {
        ulong lost = 0;
        while (true)
        {
            var end = _file.Position;
            if (failed || lost > 0)
            {
                // Messages are proof that their definitions are there.
                channels = [.. channels.Where(channel => _counts.GetValueOrDefault(channel.Id) > 0)];
                schemas = [.. schemas.Where(schema => channels.Any(channel => channel.SchemaId == schema.Id))];
            }

            try
            {
                _scratch.Clear();
                SummaryWriter.Write(_scratch, (ulong)end, schemas, channels, Statistics(schemas.Count, channels.Count),
                    _chunks, _attachments, _metadata, _options.SummaryCrc);
                _file.Write(_scratch.Written);
                return lost;
            }
            catch (BagException)
            {
                _file.Truncate(end);
                if (_chunks.Count == 0 || _chunks[^1].ChunkStartOffset < LastAloneOffset)
                {
                    throw;
                }

                lost += GiveUpLastChunk();
            }
        }
    }

    public void Dispose() => _file.Dispose();

    // Chunks before this offset cannot be given up: what stands alone behind them is in the index.
    private ulong LastAloneOffset => Math.Max(
        _attachments.Count > 0 ? _attachments[^1].Offset : 0, _metadata.Count > 0 ? _metadata[^1].Offset : 0);

    private void AppendAlone(ChunkJob job, long start)
    {
        _file.Write(job.Records.Written);
        SyncIfWanted();
        var length = (ulong)(_file.Position - start);
        if (job.Attachment is { } attachment)
        {
            _attachments.Add(new McapAttachmentIndex((ulong)start, length, attachment.LogTime, attachment.CreateTime,
                (ulong)attachment.Data.Length, attachment.Name, attachment.MediaType));
        }

        if (job.Metadata is { } metadata)
        {
            _metadata.Add(new McapMetadataIndex((ulong)start, length, metadata.Name));
        }
    }

    private void AppendChunk(ChunkJob job, long start)
    {
        var stored = job.Stored;
        _scratch.Clear();
        _scratch.ChunkHead(job.StartTime, job.EndTime, (ulong)job.Records.Length, job.Crc, job.Compression,
            stored.Length);
        _file.Write(_scratch.Written);
        _file.Write(stored);
        var indexStart = _file.Position;
        var offsets = new KeyValuePair<ushort, ulong>[_options.MessageIndex ? job.Indexes.Count : 0];
        _scratch.Clear();
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = new(job.Indexes[i].ChannelId, (ulong)(indexStart + _scratch.Length));
            _scratch.MessageIndex(job.Indexes[i].ChannelId, job.Indexes[i].Entries);
        }

        _file.Write(_scratch.Written);
        SyncIfWanted();
        _chunks.Add(new McapChunkIndex(job.StartTime, job.EndTime, (ulong)start, (ulong)(indexStart - start), offsets,
            (ulong)_scratch.Length, job.Compression, (ulong)stored.Length, (ulong)job.Records.Length));
    }

    // Before the index knows of it: what fails here is cut off again.
    private void SyncIfWanted()
    {
        if (_options.Sync)
        {
            _file.Sync();
        }
    }

    private void Count(ChunkJob job)
    {
        foreach (var list in job.Indexes)
        {
            _counts[list.ChannelId] = _counts.GetValueOrDefault(list.ChannelId) + (ulong)list.Count;
        }

        if (job.MessageCount > 0)
        {
            MessageCount += (ulong)job.MessageCount;
            (_startTime, _endTime) = (Math.Min(_startTime, job.StartTime), Math.Max(_endTime, job.EndTime));
        }
    }

    private McapStatistics Statistics(int schemas, int channels) => new(
        MessageCount, (ushort)schemas, (uint)channels, (uint)_attachments.Count, (uint)_metadata.Count,
        (uint)_chunks.Count,
        MessageCount == 0 ? 0 : _startTime, _endTime,
        [.. _counts.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key)]);

    // How many messages each channel has in the chunk is only in the chunk itself.
    private ulong GiveUpLastChunk()
    {
        var chunk = _chunks[^1];
        _chunks.RemoveAt(_chunks.Count - 1);
        ulong lost = 0;
        using (var reader = new InputFile(_file.Path))
        using (var records = new ChunkRecords(reader))
        {
            var header = ChunkRecords.ReadHeader(reader, (long)chunk.ChunkStartOffset,
                (long)chunk.ChunkLength - McapFormat.RecordHeaderSize);
            records.Load((long)chunk.ChunkStartOffset, header, false);
            while (records.Next())
            {
                if (records.Opcode == McapOpcode.Message)
                {
                    _counts[BinaryPrimitives.ReadUInt16LittleEndian(records.Body)]--;
                    lost++;
                }
            }
        }

        _file.Truncate((long)chunk.ChunkStartOffset);
        MessageCount -= lost;
        _startTime = _chunks.Count == 0 ? ulong.MaxValue : _chunks.Min(item => item.MessageStartTime);
        _endTime = _chunks.Count == 0 ? 0 : _chunks.Max(item => item.MessageEndTime);
        return lost;
    }
}
