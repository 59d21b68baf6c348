using System.Text;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>An MCAP file as rosbag2 writes it.</summary>
internal sealed class McapStorageWriter : IStorageWriter
{
    private readonly McapWriter _writer;
    private readonly Dictionary<(string Type, MessageDefinition? Definition), ushort> _schemas = [];

    public McapStorageWriter(string path, BagWriteOptions options) =>
        _writer = new McapWriter(path, new McapWriteOptions
        {
            ChunkSize = options.ChunkSize,
            Compression = options.CompressionMode == BagCompressionMode.Chunk
                ? options.ChunkCompression
                : Compression.ChunkCompression.None,
            CompressionLevel = options.CompressionLevel,
            FlushInterval = options.FlushInterval,
        });

    public long Length => _writer.Length;

    public int Add(BagTopic topic)
    {
        var key = (topic.Type, topic.Definition);
        if (!_schemas.TryGetValue(key, out var schema))
        {
            // Without a definition the name still has to stand somewhere.
            schema = _writer.AddSchema(topic.Type, topic.Definition?.Encoding ?? "",
                Encoding.UTF8.GetBytes(topic.Definition?.Text ?? ""));
            _schemas.Add(key, schema);
        }

        return _writer.AddChannel(topic.Name, schema, topic.SerializationFormat,
            [new("offered_qos_profiles", topic.OfferedQos), new("topic_type_hash", topic.TypeHash)]);
    }

    public bool Write(int topic, long logTimeNs, long publishTimeNs, uint sequence, ReadOnlySpan<byte> data)
    {
        _writer.Write((ushort)topic, sequence, (ulong)logTimeNs, (ulong)publishTimeNs, data);
        return true;
    }

    /// <summary>The writer flushes by itself; a caller need not wait for it.</summary>
    public void Flush()
    {
    }

    public void Close(string embeddedMetadata, string rosDistro)
    {
        try
        {
            _writer.Write(new McapMetadata("rosbag2",
                [new("ROS_DISTRO", rosDistro), new("serialized_metadata", embeddedMetadata)]));
        }
        catch (BagException)
        {
            // After a failed write; closing says which.
        }

        _writer.Close();
    }

    public void Dispose() => _writer.Dispose();
}
