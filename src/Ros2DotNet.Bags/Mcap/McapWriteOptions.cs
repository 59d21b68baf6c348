using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>How a file is written.</summary>
public sealed record McapWriteOptions
{
    public static McapWriteOptions Default { get; } = new();

    /// <summary>Header profile.</summary>
    public string Profile { get; init; } = "ros2";

    /// <summary>Header library.</summary>
    public string Library { get; init; } = "Ros2DotNet.Bags";

    /// <summary>Bytes of records after which a chunk is closed; 0 writes messages without chunks.</summary>
    public int ChunkSize { get; init; } = 768 * 1024;

    /// <summary>How chunks are compressed; one that does not shrink is stored as it is.</summary>
    public ChunkCompression Compression { get; init; }

    /// <summary>Level of the compressor; 0 is its default.</summary>
    public int CompressionLevel { get; init; }

    /// <summary>Threads that compress.</summary>
    public int CompressionThreads { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Give every chunk a CRC.</summary>
    public bool ChunkCrc { get; init; } = true;

    /// <summary>Give the summary a CRC.</summary>
    public bool SummaryCrc { get; init; } = true;

    /// <summary>Write an index of messages behind every chunk.</summary>
    public bool MessageIndex { get; init; } = true;

    /// <summary>After this time an unfinished chunk is written all the same, so that a crash costs no more. Above zero,
    /// at most a day.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait for the disk itself after every chunk.</summary>
    public bool Sync { get; init; }
}
