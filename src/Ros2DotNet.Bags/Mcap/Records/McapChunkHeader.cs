namespace Ros2DotNet.Bags.Mcap;

/// <summary>What a chunk says before its records.</summary>
internal readonly record struct McapChunkHeader(
    ulong MessageStartTime, ulong MessageEndTime, ulong UncompressedSize, uint UncompressedCrc, string Compression,
        long DataOffset, long DataSize);
