namespace Ros2DotNet.Bags.Mcap;

/// <summary>
/// Reads an MCAP file. A whole file is read by its summary; without one, or with one that does not tell everything, the
/// file is walked from the front, as far as it is whole.
/// </summary>
public sealed class McapReader : IDisposable
{
    private readonly List<BagProblem> _problems = [];

    private McapReader(InputFile file, McapReadOptions options)
    {
        File = file;
        Options = options;
        Index = ReadIndex();
    }

    /// <summary>The file's first record.</summary>
    public McapHeader Header => Index.Header;

    /// <summary>Schemas by number.</summary>
    public IReadOnlyDictionary<ushort, McapSchema> Schemas => Index.Schemas;

    /// <summary>Channels by number.</summary>
    public IReadOnlyDictionary<ushort, McapChannel> Channels => Index.Channels;

    /// <summary>Chunks in the order of the file.</summary>
    public IReadOnlyList<McapChunkIndex> Chunks => Index.Chunks;

    /// <summary>Attachments in the order of the file.</summary>
    public IReadOnlyList<McapAttachmentIndex> Attachments => Index.Attachments;

    /// <summary>Metadata records in the order of the file.</summary>
    public IReadOnlyList<McapMetadataIndex> Metadata => Index.Metadata;

    /// <summary>The counts of the summary, or those of the walk; null where a summary has none.</summary>
    public McapStatistics? Statistics => Index.Statistics;

    /// <summary>Whether the summary was used.</summary>
    public bool IsIndexed { get; private set; }

    /// <summary>What could not be read as it should; grows while messages are read.</summary>
    public IReadOnlyList<BagProblem> Problems => _problems;

    internal InputFile File { get; }

    internal McapReadOptions Options { get; }

    internal McapIndex Index { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="BagException">It cannot be opened, or is no MCAP file.</exception>
    public static McapReader Open(string path, McapReadOptions? options = null)
    {
        var file = new InputFile(path);
        try
        {
            return new McapReader(file, options ?? McapReadOptions.Default);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Messages by log time.</summary>
    public McapMessageCursor ReadMessages(McapFilter? filter = null) => new(this, filter);

    /// <summary>Reads an attachment.</summary>
    /// <exception cref="BagFormatException">It is damaged.</exception>
    public McapAttachment ReadAttachment(McapAttachmentIndex index)
    {
        var fields = RecordAt(index.Offset, index.Length, McapOpcode.Attachment, out var body);
        var attachment = RecordParser.Attachment(ref fields, out var crc, out var crcOffset);
        if (Options.CheckCrc && crc != 0 && Crc32.Of(body[..crcOffset]) is var computed && computed != crc)
        {
            throw fields.Error("crc", $"the CRC is {computed:x8}, the record says {crc:x8}");
        }

        return attachment;
    }

    /// <summary>Reads a metadata record.</summary>
    /// <exception cref="BagFormatException">It is damaged.</exception>
    public McapMetadata ReadMetadata(McapMetadataIndex index)
    {
        var fields = RecordAt(index.Offset, index.Length, McapOpcode.Metadata, out _);
        return RecordParser.Metadata(ref fields);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    internal void Report(BagProblem problem) => _problems.Add(problem);

    private McapIndex ReadIndex()
    {
        Span<byte> magic = stackalloc byte[McapFormat.Magic.Length];
        if (File.Read(0, magic) < magic.Length || !magic.SequenceEqual(McapFormat.Magic))
        {
            throw new BagFormatException(File.Path, 0, "magic", "this is not an MCAP file");
        }

        if (!Options.IgnoreSummary)
        {
            try
            {
                if (SummaryReader.Read(File, Options.CheckCrc) is { } index)
                {
                    IsIndexed = true;
                    return index;
                }
            }
            catch (BagFormatException e)
            {
                // The data may be whole all the same.
                _problems.Add(BagProblem.Of(e));
            }
        }

        using var scan = new FileScan(File, Options, _problems);
        return scan.Run();
    }

    private RecordReader RecordAt(ulong offset, ulong length, McapOpcode opcode, out ReadOnlySpan<byte> body)
    {
        if (offset > (ulong)File.Length || length > (ulong)File.Length - offset)
        {
            throw new BagFormatException(File.Path, (long)offset, opcode.ToString(),
                $"{length} bytes are claimed in a file of {File.Length}");
        }

        var scanner = new RecordScanner(File, (long)offset, (long)(offset + length));
        if (!scanner.Next() || scanner.Opcode != opcode)
        {
            throw scanner.Truncation ?? new BagFormatException(File.Path, (long)offset, opcode.ToString(),
                "no such record is where the index says");
        }

        body = scanner.Body();
        return new RecordReader(body, opcode, scanner.Offset, File.Path);
    }
}
