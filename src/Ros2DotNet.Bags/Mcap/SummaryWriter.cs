namespace Ros2DotNet.Bags.Mcap;

/// <summary>
/// The end of a file: DataEnd, the summary grouped by kind of record, its table of contents, footer and magic.
/// </summary>
internal static class SummaryWriter
{
    public static void Write(
        RecordWriter records, ulong fileOffset, IReadOnlyCollection<McapSchema> schemas,
        IReadOnlyCollection<McapChannel> channels,
        McapStatistics? statistics, IReadOnlyList<McapChunkIndex> chunks,
        IReadOnlyList<McapAttachmentIndex> attachments,
        IReadOnlyList<McapMetadataIndex> metadata, bool crc, bool offsets = true, uint dataCrc = 0)
    {
        var groups = new List<McapSummaryOffset>();
        var origin = records.Length;
        ulong Here() => fileOffset + (ulong)(records.Length - origin);
        void Group(McapOpcode opcode, Action write)
        {
            var start = Here();
            write();
            if (Here() > start)
            {
                groups.Add(new McapSummaryOffset(opcode, start, Here() - start));
            }
        }

        void Each<T>(IEnumerable<T> items, Action<T> write)
        {
            foreach (var item in items)
            {
                write(item);
            }
        }

        records.DataEnd(dataCrc);
        var (summaryStart, summaryPosition) = (Here(), records.Length);
        Group(McapOpcode.Schema, () => Each(schemas, records.Schema));
        Group(McapOpcode.Channel, () => Each(channels, records.Channel));
        Group(McapOpcode.Statistics,
            () => Each<McapStatistics>(statistics is null ? [] : [statistics], records.Statistics));
        Group(McapOpcode.MetadataIndex, () => Each(metadata, records.MetadataIndex));
        Group(McapOpcode.AttachmentIndex, () => Each(attachments, records.AttachmentIndex));
        Group(McapOpcode.ChunkIndex, () => Each(chunks, records.ChunkIndex));
        var hasSummary = groups.Count > 0;
        var footer = new McapFooter(hasSummary ? summaryStart : 0, hasSummary && offsets ? Here() : 0, 0);
        Each(offsets ? groups : [], records.SummaryOffset);
        var footerPosition = records.Length;
        records.Footer(footer);
        if (crc)
        {
            // Covers the footer too, up to the CRC itself.
            var end = footerPosition + McapFormat.RecordHeaderSize + McapFormat.FooterSize - sizeof(uint);
            records.PatchUInt32(end, Crc32.Of(records.Written[summaryPosition..end]));
        }

        records.Magic();
    }
}
