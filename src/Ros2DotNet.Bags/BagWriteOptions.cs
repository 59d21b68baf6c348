using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags;

/// <summary>How a bag is written.</summary>
public sealed record BagWriteOptions
{
    public static BagWriteOptions Default { get; } = new();

    public BagStorage Storage { get; init; }

    public BagCompressionMode CompressionMode { get; init; }

    /// <summary>Compression of chunks.</summary>
    public ChunkCompression ChunkCompression { get; init; } = ChunkCompression.Zstd;

    /// <summary>Level of the compressor; 0 is its default.</summary>
    public int CompressionLevel { get; init; }

    /// <summary>Bytes of records in a chunk; 0 writes messages without chunks.</summary>
    public int ChunkSize { get; init; } = 768 * 1024;

    /// <summary>A new file is begun when one has this many bytes; 0: never.</summary>
    public long MaximumFileBytes { get; init; }

    /// <summary>A new file is begun when one spans this much log time; zero: never.</summary>
    public TimeSpan MaximumFileDuration { get; init; }

    /// <summary>
    /// Keep only the last so many bytes of messages in memory, to be written by <see cref="BagWriter.Snapshot"/>; 0
    /// writes everything.
    /// </summary>
    public long SnapshotBytes { get; init; }

    /// <summary>What a crash may cost at most. Above zero, at most a day.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Name of the ROS release for the metadata.</summary>
    public string RosDistro { get; init; } = "";

    /// <summary>Pairs of text for the metadata.</summary>
    public IReadOnlyDictionary<string, string> CustomData { get; init; } = new Dictionary<string, string>();
}
