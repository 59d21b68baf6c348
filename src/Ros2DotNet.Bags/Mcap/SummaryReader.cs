using System.Buffers.Binary;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>Reads the index that a whole file carries at its end.</summary>
internal static class SummaryReader
{
    private const int LongestFooter = 4096;
    private const int GapWindow = 4096;

    /// <summary>The index, or null where there is none or it does not tell everything.</summary>
    /// <exception cref="BagFormatException">The summary is there, but damaged.</exception>
    public static McapIndex? Read(InputFile file, bool checkCrc)
    {
        if (FindFooter(file, out var footerOffset) is not { SummaryStart: not 0 } footer)
        {
            return null;
        }

        if (footer.SummaryStart > (ulong)footerOffset || footer.SummaryOffsetStart > (ulong)footerOffset)
        {
            throw new BagFormatException(file.Path, footerOffset, nameof(McapOpcode.Footer),
                $"the summary is claimed at {footer.SummaryStart} and {footer.SummaryOffsetStart}, behind its own " +
                "footer");
        }

        if (checkCrc &&
            footer.SummaryCrc != 0 && CrcOfSummary(file, footer, footerOffset) is var crc && crc != footer.SummaryCrc)
        {
            throw new BagFormatException(file.Path, (long)footer.SummaryStart, "Summary",
                $"its CRC is {crc:x8}, the footer says {footer.SummaryCrc:x8}");
        }

        var index = new McapIndex(file.Path) { Footer = footer };
        var scanner = new RecordScanner(file, (long)footer.SummaryStart, footerOffset);
        while (scanner.Next())
        {
            var fields = scanner.Fields();
            switch (scanner.Opcode)
            {
                case McapOpcode.Schema: index.Add(RecordParser.Schema(ref fields), scanner.Offset); break;
                case McapOpcode.Channel: index.Add(RecordParser.Channel(ref fields), scanner.Offset); break;
                case McapOpcode.Statistics: index.Statistics = RecordParser.Statistics(ref fields); break;
                case McapOpcode.ChunkIndex: index.Chunks.Add(RecordParser.ChunkIndex(ref fields)); break;
                case McapOpcode.AttachmentIndex: index.Attachments.Add(RecordParser.AttachmentIndex(ref fields)); break;
                case McapOpcode.MetadataIndex: index.Metadata.Add(RecordParser.MetadataIndex(ref fields)); break;
            }
        }

        if (scanner.Truncation is { } damage)
        {
            throw damage;
        }

        return KnowsEveryChannel(index) && CoversTheFile(index, file) ? index : null;
    }

    /// <summary>The footer and where it lies; null where the file does not end with one.</summary>
    public static McapFooter? FindFooter(InputFile file, out long footerOffset)
    {
        footerOffset = 0;
        if (file.Length < McapFormat.Magic.Length + McapFormat.FileTailSize)
        {
            return null;
        }

        Span<byte> tail = stackalloc byte[(int)Math.Min(file.Length - McapFormat.Magic.Length, LongestFooter)];
        file.Read(file.Length - tail.Length, tail);
        if (!tail.EndsWith(McapFormat.Magic))
        {
            return null;
        }

        // A newer writer's footer may be longer than the fields known here, so it is looked for backwards.
        for (var start = tail.Length - McapFormat.FileTailSize; start >= 0; start--)
        {
            var record = tail[start..^McapFormat.Magic.Length];
            if (record[0] == (byte)McapOpcode.Footer &&
                BinaryPrimitives.ReadUInt64LittleEndian(
                    record[1..]) == (ulong)(record.Length - McapFormat.RecordHeaderSize))
            {
                footerOffset = file.Length - tail.Length + start;
                var fields =
                    new RecordReader(record[McapFormat.RecordHeaderSize..], McapOpcode.Footer, footerOffset, file.Path);
                return RecordParser.Footer(ref fields);
            }
        }

        return null;
    }

    private static uint CrcOfSummary(InputFile file, in McapFooter footer, long footerOffset)
    {
        var window = new byte[64 * 1024];
        var crc = 0u;
        var end = footerOffset + McapFormat.RecordHeaderSize + McapFormat.FooterSize - sizeof(uint);
        for (var offset = (long)footer.SummaryStart; offset < end;)
        {
            var read = file.Read(offset, window.AsSpan(0, (int)Math.Min(window.Length, end - offset)));
            if (read == 0)
            {
                break;
            }

            crc = Crc32.Append(crc, window.AsSpan(0, read));
            offset += read;
        }

        return crc;
    }

    private static bool KnowsEveryChannel(McapIndex index)
    {
        if (index.Chunks.Count > 0 && index.Channels.Count == 0)
        {
            return false;
        }

        return index.Channels.Values.All(
            channel => channel.SchemaId == 0 || index.Schemas.ContainsKey(channel.SchemaId))
            && index.Chunks.All(chunk => chunk.MessageIndexOffsets.All(pair => index.Channels.ContainsKey(pair.Key)))
            && (index.Statistics?.ChannelMessageCounts.All(pair => index.Channels.ContainsKey(pair.Key)) ?? true);
    }

    // Walks what lies between the chunks. Messages or chunks there are not in the index; the other records are noted.
    private static bool CoversTheFile(McapIndex index, InputFile file)
    {
        index.Chunks.Sort((a, b) => a.ChunkStartOffset.CompareTo(b.ChunkStartOffset));
        var dataEnd = (ulong)index.Footer!.Value.SummaryStart;
        var attachments = index.Attachments.Select(entry => entry.Offset).ToHashSet();
        var metadata = index.Metadata.Select(entry => entry.Offset).ToHashSet();
        var position = (ulong)McapFormat.Magic.Length;
        for (var i = 0; i <= index.Chunks.Count; i++)
        {
            var gapEnd = i < index.Chunks.Count ? index.Chunks[i].ChunkStartOffset : dataEnd;
            if (gapEnd < position || gapEnd > dataEnd)
            {
                return false;
            }

            var scanner = new RecordScanner(file, (long)position, (long)gapEnd, GapWindow);
            while (scanner.Next())
            {
                switch (scanner.Opcode)
                {
                    case McapOpcode.Message or McapOpcode.Chunk:
                        return false;
                    case McapOpcode.Header:
                        var fields = scanner.Fields();
                        index.Header = RecordParser.Header(ref fields);
                        break;
                    case McapOpcode.Attachment when !attachments.Contains((ulong)scanner.Offset):
                        index.Attachments.Add(FileScan.AttachmentAt(scanner, file));
                        break;
                    case McapOpcode.Metadata when !metadata.Contains((ulong)scanner.Offset):
                        index.Metadata.Add(FileScan.MetadataAt(scanner));
                        break;
                }
            }

            if (scanner.Truncation is not null)
            {
                return false;
            }

            if (i < index.Chunks.Count)
            {
                var chunk = index.Chunks[i];
                var length = chunk.ChunkLength + chunk.MessageIndexLength;
                if (length < chunk.ChunkLength || length > dataEnd - gapEnd)
                {
                    return false;
                }

                position = gapEnd + length;
            }
        }

        return true;
    }
}
