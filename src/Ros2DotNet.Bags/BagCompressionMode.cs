namespace Ros2DotNet.Bags;

/// <summary>How a bag is compressed.</summary>
public enum BagCompressionMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Chunk by chunk; MCAP only.</summary>
    Chunk,

    /// <summary>Message by message with zstd; SQLite only.</summary>
    Message,

    /// <summary>Each file with zstd after it is finished.</summary>
    File,
}
