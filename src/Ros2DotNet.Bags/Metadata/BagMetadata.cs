namespace Ros2DotNet.Bags;

/// <summary>What <c>metadata.yaml</c> says about a bag.</summary>
public sealed record BagMetadata
{
    /// <summary>Name of the file in a bag's folder.</summary>
    public const string FileName = "metadata.yaml";

    /// <summary>Version of the format, 1 to 9 as read; 8 is written.</summary>
    public int Version { get; init; } = MetadataWriter.Version;

    /// <summary><c>mcap</c> or <c>sqlite3</c>.</summary>
    public string StorageIdentifier { get; init; } = "";

    /// <summary>From the first message's log time to the last one's.</summary>
    public long DurationNs { get; init; }

    /// <summary>Log time of the first message.</summary>
    public long StartingTimeNs { get; init; }

    public long MessageCount { get; init; }

    public IReadOnlyList<BagTopic> Topics { get; init; } = [];

    /// <summary><c>zstd</c> or empty.</summary>
    public string CompressionFormat { get; init; } = "";

    /// <summary><c>FILE</c>, <c>MESSAGE</c> or empty. Chunks of MCAP are another matter and not said here.</summary>
    public string CompressionMode { get; init; } = "";

    public IReadOnlyList<string> RelativeFilePaths { get; init; } = [];

    /// <summary>Empty before version 5.</summary>
    public IReadOnlyList<BagFileInformation> Files { get; init; } = [];

    public IReadOnlyDictionary<string, string> CustomData { get; init; } = new Dictionary<string, string>();

    /// <summary>Empty before version 8.</summary>
    public string RosDistro { get; init; } = "";
}
