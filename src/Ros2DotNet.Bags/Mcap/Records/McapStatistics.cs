namespace Ros2DotNet.Bags.Mcap;

/// <summary>Counts over a file.</summary>
public sealed record McapStatistics(
    ulong MessageCount, ushort SchemaCount, uint ChannelCount, uint AttachmentCount, uint MetadataCount,
        uint ChunkCount,
    ulong MessageStartTime, ulong MessageEndTime, IReadOnlyList<KeyValuePair<ushort, ulong>> ChannelMessageCounts);
