namespace Ros2DotNet.Bags.Compression;

/// <summary>How chunks are compressed.</summary>
public enum ChunkCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>LZ4: fast, for text and point clouds.</summary>
    Lz4,

    /// <summary>Zstandard: smaller.</summary>
    Zstd,
}
