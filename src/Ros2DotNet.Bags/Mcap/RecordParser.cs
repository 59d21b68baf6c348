namespace Ros2DotNet.Bags.Mcap;

/// <summary>Records from their bytes. Bytes past the last known field are ignored, as the format asks.</summary>
internal static class RecordParser
{
    public static McapHeader Header(ref RecordReader r) => new(r.ReadString("profile"), r.ReadString("library"));

    public static McapFooter Footer(ref RecordReader r) =>
        new(r.ReadUInt64("summary_start"), r.ReadUInt64("summary_offset_start"), r.ReadUInt32("summary_crc"));

    public static McapSchema Schema(ref RecordReader r)
    {
        var id = r.ReadUInt16("id");
        return id != 0
            ? new(id, r.ReadString("name"), r.ReadString("encoding"), r.ReadBytes32("data").ToArray())
            : throw r.Error("id", "0 means no schema and cannot be one's number");
    }

    public static McapChannel Channel(ref RecordReader r) => new(
        r.ReadUInt16("id"), r.ReadUInt16("schema_id"), r.ReadString("topic"), r.ReadString("message_encoding"),
        r.ReadTextMap("metadata"));

    /// <summary>The fields before the data. The reader need not hold the data itself.</summary>
    public static McapChunkHeader Chunk(ref RecordReader r, long bodyOffset, long bodyLength)
    {
        var start = r.ReadUInt64("message_start_time");
        var end = r.ReadUInt64("message_end_time");
        var uncompressedSize = r.ReadUInt64("uncompressed_size");
        var crc = r.ReadUInt32("uncompressed_crc");
        var compression = r.ReadCompression("compression");
        var size = r.ReadUInt64("records");
        return size <= (ulong)(bodyLength - r.Position)
            ? new(start, end, uncompressedSize, crc, compression, bodyOffset + r.Position, (long)size)
            : throw r.Error("records", $"{size} bytes are claimed, {bodyLength - r.Position} remain");
    }

    public static McapChunkIndex ChunkIndex(ref RecordReader r) => new(
        r.ReadUInt64("message_start_time"), r.ReadUInt64("message_end_time"), r.ReadUInt64("chunk_start_offset"),
        r.ReadUInt64("chunk_length"), r.ReadNumberMap("message_index_offsets"), r.ReadUInt64("message_index_length"),
        r.ReadCompression("compression"), r.ReadUInt64("compressed_size"), r.ReadUInt64("uncompressed_size"));

    public static McapAttachment Attachment(ref RecordReader r, out uint crc, out int crcOffset)
    {
        var attachment = new McapAttachment(
            r.ReadUInt64("log_time"), r.ReadUInt64("create_time"), r.ReadString("name"), r.ReadString("media_type"),
            r.ReadBytes64("data").ToArray());
        crcOffset = r.Position;
        crc = r.ReadUInt32("crc");
        return attachment;
    }

    public static McapAttachmentIndex AttachmentIndex(ref RecordReader r) => new(
        r.ReadUInt64("offset"), r.ReadUInt64("length"), r.ReadUInt64("log_time"), r.ReadUInt64("create_time"),
        r.ReadUInt64("data_size"), r.ReadString("name"), r.ReadString("media_type"));

    public static McapStatistics Statistics(ref RecordReader r) => new(
        r.ReadUInt64("message_count"), r.ReadUInt16("schema_count"), r.ReadUInt32("channel_count"),
        r.ReadUInt32("attachment_count"),
        r.ReadUInt32("metadata_count"), r.ReadUInt32("chunk_count"), r.ReadUInt64("message_start_time"),
        r.ReadUInt64("message_end_time"), r.ReadNumberMap("channel_message_counts"));

    public static McapMetadata Metadata(ref RecordReader r) => new(r.ReadString("name"), r.ReadTextMap("metadata"));

    public static McapMetadataIndex MetadataIndex(ref RecordReader r) =>
        new(r.ReadUInt64("offset"), r.ReadUInt64("length"), r.ReadString("name"));

    public static McapSummaryOffset SummaryOffset(ref RecordReader r) =>
        new((McapOpcode)r.ReadByte("group_opcode"), r.ReadUInt64("group_start"), r.ReadUInt64("group_length"));
}
