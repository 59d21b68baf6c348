namespace Ros2DotNet.Bags.Mcap;

/// <summary>What is in a file and where: from its summary, or from a walk over all its records.</summary>
internal sealed class McapIndex(string file)
{
    public McapHeader Header { get; set; } = new("", "");

    public Dictionary<ushort, McapSchema> Schemas { get; } = [];

    public Dictionary<ushort, McapChannel> Channels { get; } = [];

    public List<McapChunkIndex> Chunks { get; } = [];

    public List<LooseMessage> LooseMessages { get; } = [];

    public List<McapAttachmentIndex> Attachments { get; } = [];

    public List<McapMetadataIndex> Metadata { get; } = [];

    public McapStatistics? Statistics { get; set; }

    public McapFooter? Footer { get; set; }

    /// <summary>Offset of a last chunk that the end of the file cuts.</summary>
    public long? TruncatedChunk { get; set; }

    /// <summary>Takes a schema; the same again is fine, another under the same number is not.</summary>
    public void Add(McapSchema schema, long offset)
    {
        if (!Schemas.TryAdd(schema.Id, schema) && !Schemas[schema.Id].IsSameAs(schema))
        {
            throw new BagFormatException(file, offset, nameof(McapOpcode.Schema),
                $"number {schema.Id} is defined a second time, differently");
        }
    }

    /// <summary>Takes a channel under the same rule.</summary>
    public void Add(McapChannel channel, long offset)
    {
        if (!Channels.TryAdd(channel.Id, channel) && !Channels[channel.Id].IsSameAs(channel))
        {
            throw new BagFormatException(file, offset, nameof(McapOpcode.Channel),
                $"number {channel.Id} is defined a second time, differently");
        }
    }
}
