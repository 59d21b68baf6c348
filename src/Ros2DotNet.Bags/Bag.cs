namespace Ros2DotNet.Bags;

/// <summary>
/// A recording to read: a folder as rosbag2 writes it, or one of its files. Several files of a bag are one stream of
/// messages by log time.
/// </summary>
public sealed class Bag : IDisposable
{
    private readonly List<BagFile> _files = [];
    private readonly List<BagTopic> _topics = [];
    private readonly BagMetadata? _written;
    private BagMetadata? _metadata;

    private Bag(IReadOnlyList<string> paths, BagReadOptions options)
    {
        Path = string.Join(", ", paths);
        try
        {
            var written = paths.Select(path => Add(path, options)).ToList();
            _written = written is [var only] ? only : null;
            FillIn();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder or file; all of them where several were opened.</summary>
    public string Path { get; }

    /// <summary>Whether the folder's <c>metadata.yaml</c> was read.</summary>
    public bool HasMetadataFile => _written is not null;

    /// <summary>Topics in the order of the bag.</summary>
    public IReadOnlyList<BagTopic> Topics => _topics;

    /// <summary>Log time of the first message in ns; 0 without messages.</summary>
    public long StartTimeNs => _files.Min(file => file.Reader.StartTimeNs) ?? 0;

    /// <summary>Log time of the last message in ns; 0 without messages.</summary>
    public long EndTimeNs => _files.Max(file => file.Reader.EndTimeNs) ?? 0;

    /// <summary>The files in the order of the bag.</summary>
    public IReadOnlyList<string> FilePaths => [.. _files.Select(file => file.Reader.Path)];

    /// <summary>What could not be read as it should; grows while messages are read.</summary>
    public IReadOnlyList<BagProblem> Problems => [.. _files.SelectMany(file => file.Reader.Problems)];

    /// <summary>What <c>metadata.yaml</c> says, otherwise what the files do.</summary>
    public BagMetadata Metadata => _metadata ??= _written ?? Rebuild();

    /// <summary>Opens a bag.</summary>
    /// <exception cref="BagException">There is none, or it cannot be read.</exception>
    public static Bag Open(string path, BagReadOptions? options = null) =>
        new([path], options ?? BagReadOptions.Default);

    /// <summary>Opens several bags as one stream of messages.</summary>
    /// <exception cref="BagException">One is not there, or cannot be read.</exception>
    public static Bag Open(IReadOnlyList<string> paths, BagReadOptions? options = null) =>
        new(paths, options ?? BagReadOptions.Default);

    /// <summary>Writes <c>metadata.yaml</c> anew from what the files hold.</summary>
    /// <returns>What was written.</returns>
    /// <exception cref="BagException">The files cannot be read, or the metadata not written.</exception>
    public static BagMetadata Reindex(string folder)
    {
        using var bag = Open(folder, new BagReadOptions { IgnoreMetadata = true, SkipDamage = true });
        if (!Directory.Exists(folder))
        {
            throw new BagException($"{folder} is a file: only a folder has metadata to rebuild");
        }

        var metadata = bag.Rebuild();
        MetadataFile.Write(folder, metadata);
        return metadata;
    }

    /// <summary>Messages by log time.</summary>
    public BagCursor ReadMessages(BagFilter? filter = null) => new(_files, filter ?? BagFilter.Everything);

    /// <summary>Metadata from the files alone; counts every message.</summary>
    public BagMetadata Rebuild()
    {
        var counts = _topics.ToDictionary(topic => (topic.Name, topic.Type), _ => 0L);
        var files = new List<BagFileInformation>();
        foreach (var file in _files)
        {
            var perTopic = file.Reader.CountMessages();
            for (var i = 0; i < perTopic.Length; i++)
            {
                counts[(file.Topics[i].Name, file.Topics[i].Type)] += perTopic[i];
            }

            var start = file.Reader.StartTimeNs ?? 0;
            var duration = (file.Reader.EndTimeNs ?? start) - start;
            files.Add(new BagFileInformation(file.RelativePath, start, duration, perTopic.Sum()));
        }

        var embedded = _files[0].Reader.EmbeddedMetadata is { } yaml ? TryParse(yaml, _files[0].Reader.Path) : null;
        return new BagMetadata
        {
            StorageIdentifier = StorageFiles.Identify(_files[0].Reader.Path)!,
            StartingTimeNs = StartTimeNs,
            DurationNs = EndTimeNs - StartTimeNs,
            MessageCount = counts.Values.Sum(),
            Topics = [.. _topics.Select(topic => topic with { MessageCount = counts[(topic.Name, topic.Type)] })],
            CompressionFormat = StorageFiles.IsCompressed(_files[0].Reader.Path)
                ? "zstd"
                : embedded?.CompressionFormat ?? "",
            CompressionMode = StorageFiles.IsCompressed(_files[0].Reader.Path)
                ? "FILE"
                : embedded?.CompressionMode ?? "",
            RelativeFilePaths = [.. _files.Select(file => file.RelativePath)],
            Files = files,
            CustomData = embedded?.CustomData ?? new Dictionary<string, string>(),
            RosDistro = embedded?.RosDistro ?? "",
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Reader.Dispose();
        }
    }

    private static BagMetadata? TryParse(string yaml, string file)
    {
        try
        {
            return MetadataReader.Parse(yaml, file);
        }
        catch (BagException)
        {
            // A recorder that was killed leaves a first, empty copy.
            return null;
        }
    }

    // Returns what metadata.yaml says, where there is one.
    private BagMetadata? Add(string path, BagReadOptions options)
    {
        if (!System.IO.Path.Exists(path))
        {
            throw new BagException($"{path} does not exist");
        }

        var metadataPath = System.IO.Path.Combine(path, BagMetadata.FileName);
        var written = !options.IgnoreMetadata && File.Exists(metadataPath)
            ? MetadataReader.ReadFile(metadataPath)
            : null;
        foreach (var file in Directory.Exists(path) ? StorageFiles.Find(path, written) : [path])
        {
            var reader = StorageFiles.Open(file, options);
            _files.Add(
                new BagFile(_files.Count, System.IO.Path.GetFileName(file), reader, new BagTopic[reader.Topics.Count]));
        }

        return written;
    }

    // One topic for all files; what only metadata.yaml knows is added: counts, topics without messages, sometimes QoS
    // and hashes.
    private void FillIn()
    {
        var listed = (_written?.Topics ?? [])
            .GroupBy(topic => (topic.Name, topic.Type)).ToDictionary(group => group.Key, group => group.First());
        var counts = _written is null ? CountByTopic() : [];
        var known = new Dictionary<(string, string), BagTopic>();
        foreach (var file in _files)
        {
            for (var i = 0; i < file.Topics.Length; i++)
            {
                var topic = file.Reader.Topics[i];
                var key = (topic.Name, topic.Type);
                if (!known.TryGetValue(key, out var merged))
                {
                    var other = listed.GetValueOrDefault(key);
                    merged = topic with
                    {
                        OfferedQos = topic.OfferedQos.Length > 0 ? topic.OfferedQos : other?.OfferedQos ?? "",
                        TypeHash = topic.TypeHash.Length > 0 ? topic.TypeHash : other?.TypeHash ?? "",
                        MessageCount = other?.MessageCount ?? counts.GetValueOrDefault(key),
                    };
                    known.Add(key, merged);
                    _topics.Add(merged);
                }

                file.Topics[i] = merged;
            }
        }

        _topics.AddRange(listed.Where(pair => !known.ContainsKey(pair.Key)).Select(pair => pair.Value));
    }

    private Dictionary<(string, string), long> CountByTopic()
    {
        var counts = new Dictionary<(string, string), long>();
        foreach (var file in _files)
        {
            var perTopic = file.Reader.CountMessages();
            for (var i = 0; i < perTopic.Length; i++)
            {
                var key = (file.Reader.Topics[i].Name, file.Reader.Topics[i].Type);
                counts[key] = counts.GetValueOrDefault(key) + perTopic[i];
            }
        }

        return counts;
    }
}
