using System.Buffers.Binary;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>
/// Makes the index of a file that has none, or not the whole of one, by reading every record from the front.
/// </summary>
internal sealed class FileScan(InputFile file, McapReadOptions options, List<BagProblem> problems) : IDisposable
{
    private readonly McapIndex _index = new(file.Path);
    private readonly ChunkRecords _records = new(file);
    private readonly Dictionary<ushort, ulong> _counts = [];
    private ulong _startTime = ulong.MaxValue;
    private ulong _endTime;

    public McapIndex Run()
    {
        var scanner = new RecordScanner(file, McapFormat.Magic.Length, file.Length);
        var ended = false;
        while (!ended && scanner.Next())
        {
            try
            {
                ended = Take(scanner);
            }
            catch (BagFormatException e) when (options.SkipDamage)
            {
                problems.Add(BagProblem.Of(e));
            }
        }

        _index.Footer = SummaryReader.FindFooter(file, out _);
        if (scanner.Truncation is { } truncation)
        {
            problems.Add(BagProblem.Of(truncation));
            if (scanner.Opcode == McapOpcode.Chunk && scanner.BodyLength > 0)
            {
                TakeTruncatedChunk(scanner.Offset);
            }
        }
        else if (_index.Footer is null)
        {
            problems.Add(new BagProblem(file.Path, file.Length, "end of file", "the file ends without a footer: its " +
                "writer did not close it"));
        }

        _index.Statistics = new McapStatistics(
            _counts.Values.Aggregate(0ul, (sum, count) => sum + count), (ushort)_index.Schemas.Count,
            (uint)_index.Channels.Count,
            (uint)_index.Attachments.Count, (uint)_index.Metadata.Count, (uint)_index.Chunks.Count,
            _startTime == ulong.MaxValue ? 0 : _startTime, _endTime, [.. _counts.OrderBy(pair => pair.Key)]);
        return _index;
    }

    public void Dispose() => _records.Dispose();

    public static McapAttachmentIndex AttachmentAt(RecordScanner scanner, InputFile file)
    {
        // Everything but the data, which may be large; names longer than this are not to be expected.
        const int HeadSize = 64 * 1024;
        var head = scanner.BodyPrefix(HeadSize);
        var fields = new RecordReader(head, McapOpcode.Attachment, scanner.Offset, file.Path);
        ulong logTime = fields.ReadUInt64("log_time"), createTime = fields.ReadUInt64("create_time");
        string name = fields.ReadString("name"), mediaType = fields.ReadString("media_type");
        return new((ulong)scanner.Offset, (ulong)(scanner.NextOffset - scanner.Offset), logTime, createTime,
            fields.ReadUInt64("data"), name, mediaType);
    }

    public static McapMetadataIndex MetadataAt(RecordScanner scanner)
    {
        var fields = scanner.Fields();
        return new((ulong)scanner.Offset, (ulong)(scanner.NextOffset - scanner.Offset), fields.ReadString("name"));
    }

    // True at the end of the data.
    private bool Take(RecordScanner scanner)
    {
        switch (scanner.Opcode)
        {
            case McapOpcode.Header:
                var header = scanner.Fields();
                _index.Header = RecordParser.Header(ref header);
                break;
            case McapOpcode.Schema or McapOpcode.Channel:
                TakeDefinition(scanner.Opcode, scanner.Fields(), scanner.Offset);
                break;
            case McapOpcode.Message:
                TakeLooseMessage(scanner);
                break;
            case McapOpcode.Chunk:
                TakeChunk(scanner);
                break;
            case McapOpcode.Attachment:
                _index.Attachments.Add(AttachmentAt(scanner, file));
                break;
            case McapOpcode.Metadata:
                _index.Metadata.Add(MetadataAt(scanner));
                break;
            case McapOpcode.DataEnd or McapOpcode.Footer:
                return true;
        }

        return false;
    }

    private void TakeDefinition(McapOpcode opcode, RecordReader fields, long offset)
    {
        if (opcode == McapOpcode.Schema)
        {
            _index.Add(RecordParser.Schema(ref fields), offset);
        }
        else
        {
            _index.Add(RecordParser.Channel(ref fields), offset);
        }
    }

    private void TakeLooseMessage(RecordScanner scanner)
    {
        var head = scanner.BodyPrefix(McapFormat.MessageHeaderSize);
        var (channel, logTime) = Count(head, scanner.Offset);
        if (scanner.BodyLength > Array.MaxLength)
        {
            throw new BagFormatException(file.Path, scanner.Offset, nameof(McapOpcode.Message),
                $"{scanner.BodyLength} bytes cannot be held");
        }

        _index.LooseMessages.Add(new LooseMessage(logTime, scanner.BodyOffset, (int)scanner.BodyLength, channel));
    }

    private void TakeChunk(RecordScanner scanner)
    {
        var header = ChunkRecords.ReadHeader(file, scanner.Offset, scanner.BodyLength);
        _records.Load(scanner.Offset, header, options.CheckCrc);
        var (start, end) = CountMessages(scanner.Offset);
        _index.Chunks.Add(new McapChunkIndex(
            start, end, (ulong)scanner.Offset, (ulong)(scanner.NextOffset - scanner.Offset), [], 0,
            header.Compression, (ulong)header.DataSize, header.UncompressedSize));
    }

    private void TakeTruncatedChunk(long offset)
    {
        try
        {
            _records.LoadTruncated(offset);
            _index.TruncatedChunk = offset;
            CountMessages(offset);
        }
        catch (BagFormatException)
        {
            // Its cut has been reported; the messages before the cut are counted.
        }
    }

    private (ulong Start, ulong End) CountMessages(long chunkOffset)
    {
        ulong start = ulong.MaxValue, end = 0;
        while (_records.Next())
        {
            if (_records.Opcode == McapOpcode.Message)
            {
                var (_, logTime) = Count(_records.Body, chunkOffset);
                (start, end) = (Math.Min(start, logTime), Math.Max(end, logTime));
            }
            else if (_records.Opcode is McapOpcode.Schema or McapOpcode.Channel)
            {
                TakeDefinition(_records.Opcode, _records.Fields, chunkOffset);
            }
        }

        return start == ulong.MaxValue ? (0, 0) : (start, end);
    }

    private (ushort Channel, ulong LogTime) Count(ReadOnlySpan<byte> body, long offset)
    {
        if (body.Length < McapFormat.MessageHeaderSize)
        {
            throw new BagFormatException(file.Path, offset, nameof(McapOpcode.Message),
                $"{body.Length} bytes are too few for its fields");
        }

        var channel = BinaryPrimitives.ReadUInt16LittleEndian(body);
        if (!_index.Channels.ContainsKey(channel))
        {
            throw new BagFormatException(file.Path, offset, nameof(McapOpcode.Message),
                $"channel {channel} was not defined before it");
        }

        var logTime = BinaryPrimitives.ReadUInt64LittleEndian(body[6..]);
        _counts[channel] = _counts.GetValueOrDefault(channel) + 1;
        (_startTime, _endTime) = (Math.Min(_startTime, logTime), Math.Max(_endTime, logTime));
        return (channel, logTime);
    }
}
