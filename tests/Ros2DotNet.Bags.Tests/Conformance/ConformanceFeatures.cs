namespace Ros2DotNet.Bags.Tests.Conformance;

/// <summary>What a file of the suite has; the values' order is that of the short names in a file's name.</summary>
[Flags]
internal enum ConformanceFeatures
{
    Chunks = 1 << 0,
    MessageIndex = 1 << 1,
    Statistics = 1 << 2,
    RepeatedSchemas = 1 << 3,
    RepeatedChannels = 1 << 4,
    AttachmentIndex = 1 << 5,
    MetadataIndex = 1 << 6,
    ChunkIndex = 1 << 7,
    SummaryOffset = 1 << 8,
    Padding = 1 << 9,
    InTheSummary = Statistics | RepeatedSchemas | RepeatedChannels | AttachmentIndex | MetadataIndex | ChunkIndex,
}
