namespace Ros2DotNet.Bags;

/// <summary>A file that was compressed whole, read from where it was decompressed to.</summary>
internal sealed class ExpandedStorageReader(string path, string expanded, IStorageReader inner) : IStorageReader
{
    public string Path => path;

    public IReadOnlyList<BagTopic> Topics => inner.Topics;

    public IReadOnlyList<BagProblem> Problems => inner.Problems;

    public long? StartTimeNs => inner.StartTimeNs;

    public long? EndTimeNs => inner.EndTimeNs;

    public string? EmbeddedMetadata => inner.EmbeddedMetadata;

    public long[] CountMessages() => inner.CountMessages();

    public IStorageCursor Read(BagFilter filter, IReadOnlyList<BagTopic> topics) => inner.Read(filter, topics);

    public void Dispose()
    {
        inner.Dispose();
        CompressedFile.Delete(expanded);
    }
}
