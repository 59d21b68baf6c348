using Ros2DotNet.Bags.Mcap;

namespace Ros2DotNet.Bags.Tests.Conformance;

/// <summary>One file of the MCAP conformance suite, built with our own record and summary writers.</summary>
internal sealed record ConformanceCase(ConformanceContents Contents, ConformanceFeatures Features)
{
    private static readonly string[] ShortNames = ["ch", "mx", "st", "rsh", "rch", "ax", "mdx", "chx", "sum", "pad"];

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. from contents in ConformanceContents.All
           from mask in Enumerable.Range(0, 1 << ShortNames.Length)
           where contents.Allows((ConformanceFeatures)mask)
           select new ConformanceCase(contents, (ConformanceFeatures)mask),
    ];

    public string Name =>
        string.Join('-', [Contents.Name, .. ShortNames.Where((_, bit) => Has((ConformanceFeatures)(1 << bit)))]);

    public byte[] Build()
    {
        byte[] padding = Has(ConformanceFeatures.Padding) ? [0x01, 0xff, 0xff] : [];
        var file = new RecordWriter { Padding = padding };
        file.Magic();
        file.Header(new McapHeader("", ""));
        var attachments = new List<McapAttachmentIndex>();
        if (Contents.Attachment is { } attachment)
        {
            var offset = file.Length;
            file.Attachment(attachment);
            attachments.Add(new((ulong)offset, (ulong)(file.Length - offset), attachment.LogTime, attachment.CreateTime,
                (ulong)attachment.Data.Length, attachment.Name, attachment.MediaType));
        }

        var metadata = new List<McapMetadataIndex>();
        if (Contents.Metadata is { } record)
        {
            var offset = file.Length;
            file.Metadata(record);
            metadata.Add(new((ulong)offset, (ulong)(file.Length - offset), record.Name));
        }

        var chunks = new List<McapChunkIndex>();
        if (Has(ConformanceFeatures.Chunks))
        {
            chunks.Add(WriteChunk(file));
        }
        else
        {
            WriteMessages(file);
        }

        SummaryWriter.Write(file, (ulong)file.Length,
            Contents.Schema is { } schema && Has(ConformanceFeatures.RepeatedSchemas) ? [schema] : [],
            Contents.Channel is { } channel && Has(ConformanceFeatures.RepeatedChannels) ? [channel] : [],
            Has(ConformanceFeatures.Statistics) ? Statistics() : null,
            Has(ConformanceFeatures.ChunkIndex) ? chunks : [],
            Has(ConformanceFeatures.AttachmentIndex) ? attachments : [],
            Has(ConformanceFeatures.MetadataIndex) ? metadata : [],
            crc: true, offsets: Has(ConformanceFeatures.SummaryOffset), dataCrc: Crc32.Of(file.Written));
        return file.Written.ToArray();
    }

    private bool Has(ConformanceFeatures feature) => (Features & feature) != 0;

    private List<MessageIndexEntry> WriteMessages(RecordWriter records)
    {
        if (Contents.Schema is { } schema)
        {
            records.Schema(schema);
        }

        if (Contents.Channel is { } channel)
        {
            records.Channel(channel);
        }

        var entries = new List<MessageIndexEntry>();
        foreach (var message in Contents.Messages)
        {
            entries.Add(new MessageIndexEntry(message.LogTime, (ulong)records.Length));
            records.Message(1, message.Sequence, message.LogTime, message.PublishTime, message.Data);
        }

        return entries;
    }

    private McapChunkIndex WriteChunk(RecordWriter file)
    {
        var records = new RecordWriter();
        var entries = WriteMessages(records);
        ulong start = Contents.Messages.Min(message => message.LogTime),
            end = Contents.Messages.Max(message => message.LogTime);
        var offset = file.Length;
        file.ChunkHead(start, end, (ulong)records.Length, Crc32.Of(records.Written), "", records.Length);
        file.Bytes(records.Written);
        var indexOffset = file.Length;
        if (Has(ConformanceFeatures.MessageIndex))
        {
            file.MessageIndex(1, entries.ToArray());
        }

        return new McapChunkIndex(start, end, (ulong)offset, (ulong)(indexOffset - offset),
            Has(ConformanceFeatures.MessageIndex) ? [new(1, (ulong)indexOffset)] : [],
            (ulong)(file.Length - indexOffset), "",
            (ulong)records.Length, (ulong)records.Length);
    }

    private McapStatistics Statistics() => new(
        (ulong)Contents.Messages.Count, (ushort)(Contents.Schema is null ? 0 : 1), Contents.Channel is null ? 0u : 1,
        Contents.Attachment is null ? 0u : 1, Contents.Metadata is null ? 0u : 1,
        Has(ConformanceFeatures.Chunks) ? 1u : 0,
        Contents.Messages.Select(message => message.LogTime).DefaultIfEmpty(0ul).Min(),
        Contents.Messages.Select(message => message.LogTime).DefaultIfEmpty(0ul).Max(),
        Contents.Messages.Count == 0 ? [] : [new(1, (ulong)Contents.Messages.Count)]);
}
