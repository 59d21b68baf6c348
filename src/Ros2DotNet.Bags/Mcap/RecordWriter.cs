using System.Buffers.Binary;
using System.Text;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>A growing buffer that records are written to, one after the other.</summary>
internal sealed class RecordWriter(int capacity = 4096)
{
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(capacity);
    private int _recordStart;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>
    /// Written behind the fields of every record that a later version of the format may extend; readers have to ignore
    /// such bytes.
    /// </summary>
    public byte[] Padding { get; init; } = [];

    public void Clear() => Length = 0;

    public void Magic() => Bytes(McapFormat.Magic);

    public void Header(McapHeader header)
    {
        Begin(McapOpcode.Header);
        Text(header.Profile);
        Text(header.Library);
        End();
    }

    public void Footer(McapFooter footer)
    {
        Begin(McapOpcode.Footer);
        UInt64(footer.SummaryStart);
        UInt64(footer.SummaryOffsetStart);
        UInt32(footer.SummaryCrc);
        EndUnpadded();
    }

    public void Schema(McapSchema schema)
    {
        Begin(McapOpcode.Schema);
        UInt16(schema.Id);
        Text(schema.Name);
        Text(schema.Encoding);
        UInt32((uint)schema.Data.Length);
        Bytes(schema.Data.Span);
        End();
    }

    public void Channel(McapChannel channel)
    {
        Begin(McapOpcode.Channel);
        UInt16(channel.Id);
        UInt16(channel.SchemaId);
        Text(channel.Topic);
        Text(channel.MessageEncoding);
        TextMap(channel.Metadata);
        End();
    }

    public void Message(ushort channelId, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> data)
    {
        Begin(McapOpcode.Message);
        UInt16(channelId);
        UInt32(sequence);
        UInt64(logTime);
        UInt64(publishTime);
        Bytes(data);
        EndUnpadded();
    }

    /// <summary>A chunk's record up to its data, which the caller writes behind it.</summary>
    public void ChunkHead(ulong start, ulong end, ulong uncompressedSize, uint crc, string compression, long dataSize)
    {
        Begin(McapOpcode.Chunk);
        UInt64(start);
        UInt64(end);
        UInt64(uncompressedSize);
        UInt32(crc);
        Text(compression);
        UInt64((ulong)dataSize);
        SetLength(Length - _recordStart - McapFormat.RecordHeaderSize + dataSize);
    }

    public void MessageIndex(ushort channelId, ReadOnlySpan<MessageIndexEntry> entries)
    {
        Begin(McapOpcode.MessageIndex);
        UInt16(channelId);
        UInt32((uint)(entries.Length * 16));
        foreach (var entry in entries)
        {
            UInt64(entry.LogTime);
            UInt64(entry.Offset);
        }

        End();
    }

    public void ChunkIndex(McapChunkIndex index)
    {
        Begin(McapOpcode.ChunkIndex);
        UInt64(index.MessageStartTime);
        UInt64(index.MessageEndTime);
        UInt64(index.ChunkStartOffset);
        UInt64(index.ChunkLength);
        NumberMap(index.MessageIndexOffsets);
        UInt64(index.MessageIndexLength);
        Text(index.Compression);
        UInt64(index.CompressedSize);
        UInt64(index.UncompressedSize);
        End();
    }

    /// <summary>The CRC covers every field before it.</summary>
    public void Attachment(McapAttachment attachment)
    {
        Begin(McapOpcode.Attachment);
        var start = Length;
        UInt64(attachment.LogTime);
        UInt64(attachment.CreateTime);
        Text(attachment.Name);
        Text(attachment.MediaType);
        UInt64((ulong)attachment.Data.Length);
        Bytes(attachment.Data.Span);
        UInt32(Crc32.Of(_buffer.AsSpan(start, Length - start)));
        End();
    }

    public void AttachmentIndex(McapAttachmentIndex index)
    {
        Begin(McapOpcode.AttachmentIndex);
        UInt64(index.Offset);
        UInt64(index.Length);
        UInt64(index.LogTime);
        UInt64(index.CreateTime);
        UInt64(index.DataSize);
        Text(index.Name);
        Text(index.MediaType);
        End();
    }

    public void Statistics(McapStatistics statistics)
    {
        Begin(McapOpcode.Statistics);
        UInt64(statistics.MessageCount);
        UInt16(statistics.SchemaCount);
        UInt32(statistics.ChannelCount);
        UInt32(statistics.AttachmentCount);
        UInt32(statistics.MetadataCount);
        UInt32(statistics.ChunkCount);
        UInt64(statistics.MessageStartTime);
        UInt64(statistics.MessageEndTime);
        NumberMap(statistics.ChannelMessageCounts);
        End();
    }

    public void Metadata(McapMetadata metadata)
    {
        Begin(McapOpcode.Metadata);
        Text(metadata.Name);
        TextMap(metadata.Values);
        End();
    }

    public void MetadataIndex(McapMetadataIndex index)
    {
        Begin(McapOpcode.MetadataIndex);
        UInt64(index.Offset);
        UInt64(index.Length);
        Text(index.Name);
        End();
    }

    public void SummaryOffset(McapSummaryOffset offset)
    {
        Begin(McapOpcode.SummaryOffset);
        Reserve(1)[0] = (byte)offset.Group;
        UInt64(offset.Start);
        UInt64(offset.Length);
        End();
    }

    public void DataEnd(uint crc)
    {
        Begin(McapOpcode.DataEnd);
        UInt32(crc);
        EndUnpadded();
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Replaces four bytes that were written before.</summary>
    public void PatchUInt32(int position, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(position), value);

    private void Begin(McapOpcode opcode)
    {
        _recordStart = Length;
        Reserve(McapFormat.RecordHeaderSize)[0] = (byte)opcode;
    }

    private void End()
    {
        Bytes(Padding);
        EndUnpadded();
    }

    private void EndUnpadded() => SetLength(Length - _recordStart - McapFormat.RecordHeaderSize);

    private void SetLength(long length) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_recordStart + 1), (ulong)length);

    private void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    private void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    private void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    private void Text(string text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        UInt32((uint)size);
        Encoding.UTF8.GetBytes(text, Reserve(size));
    }

    private void TextMap(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var start = Length;
        UInt32(0);
        foreach (var (key, value) in pairs)
        {
            Text(key);
            Text(value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(start), (uint)(Length - start - 4));
    }

    private void NumberMap(IReadOnlyList<KeyValuePair<ushort, ulong>> pairs)
    {
        UInt32((uint)(pairs.Count * 10));
        foreach (var (key, value) in pairs)
        {
            UInt16(key);
            UInt64(value);
        }
    }

    private Span<byte> Reserve(int size)
    {
        var needed = (long)Length + size;
        if (needed > _buffer.Length)
        {
            if (needed > Array.MaxLength)
            {
                // Without the record's first half: those before it are still to be written.
                Length = _recordStart;
                throw new BagException(
                    $"records of {needed} bytes do not fit one chunk, which holds at most {Array.MaxLength}");
            }

            var larger = GC.AllocateUninitializedArray<byte>(
                (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length)));
            Written.CopyTo(larger);
            _buffer = larger;
        }

        var place = _buffer.AsSpan(Length, size);
        Length += size;
        return place;
    }
}
