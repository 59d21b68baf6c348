namespace Ros2DotNet.Bags.Mcap;

/// <summary>Where a chunk lies and what is in it.</summary>
/// <param name="MessageStartTime">Least log time in ns; 0 for a chunk without messages.</param>
/// <param name="MessageEndTime">Greatest log time in ns.</param>
/// <param name="ChunkStartOffset">Offset of the chunk record in the file.</param>
/// <param name="ChunkLength">Bytes of the chunk record, its opcode and length included.</param>
/// <param name="MessageIndexOffsets">Channel and file offset of each message index; empty where there are none.</param>
/// <param name="MessageIndexLength">Bytes of all message indexes behind the chunk.</param>
/// <param name="Compression">Empty, <c>lz4</c> or <c>zstd</c>.</param>
/// <param name="CompressedSize">Bytes of the chunk's records as they lie in the file.</param>
/// <param name="UncompressedSize">Bytes of the chunk's records.</param>
public sealed record McapChunkIndex(
    ulong MessageStartTime, ulong MessageEndTime, ulong ChunkStartOffset, ulong ChunkLength,
    IReadOnlyList<KeyValuePair<ushort, ulong>> MessageIndexOffsets, ulong MessageIndexLength,
    string Compression, ulong CompressedSize, ulong UncompressedSize);
