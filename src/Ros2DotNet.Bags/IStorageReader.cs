namespace Ros2DotNet.Bags;

/// <summary>One file of a bag, whatever its format.</summary>
internal interface IStorageReader : IDisposable
{
    string Path { get; }

    /// <summary>
    /// Topics with what the file knows of them; counts are 0 where counting would mean reading everything.
    /// </summary>
    IReadOnlyList<BagTopic> Topics { get; }

    /// <summary>Problems met so far.</summary>
    IReadOnlyList<BagProblem> Problems { get; }

    /// <summary>Log time of the first message; null for a file without messages.</summary>
    long? StartTimeNs { get; }

    /// <summary>Log time of the last message; null for a file without messages.</summary>
    long? EndTimeNs { get; }

    /// <summary>Messages of each topic, in the order of <see cref="Topics"/>; may read the whole file.</summary>
    long[] CountMessages();

    /// <summary>The YAML of the bag's metadata that the file itself carries; null where it has none.</summary>
    string? EmbeddedMetadata { get; }

    /// <summary>Messages that the filter wants.</summary>
    /// <param name="filter">Asked about topics as the bag has them.</param>
    /// <param name="topics">Those, in the order of <see cref="Topics"/>.</param>
    IStorageCursor Read(BagFilter filter, IReadOnlyList<BagTopic> topics);
}
