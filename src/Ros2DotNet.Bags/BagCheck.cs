using Ros2DotNet.Bags.Mcap;

namespace Ros2DotNet.Bags;

/// <summary>Reads a bag whole and compares everything that it says twice.</summary>
public static class BagCheck
{
    /// <summary>Checks every record, CRC, index and count.</summary>
    /// <exception cref="BagException">There is no bag at all.</exception>
    public static BagCheckReport Run(string path)
    {
        var problems = new List<BagProblem>();
        using var bag = Bag.Open(path, new BagReadOptions { SkipDamage = true, IgnoreMetadata = true });
        var counts = bag.Topics.ToDictionary(topic => (topic.Name, topic.Type), _ => 0L);
        using (var cursor = bag.ReadMessages())
        {
            while (cursor.MoveNext())
            {
                var topic = cursor.Current.Topic;
                counts[(topic.Name, topic.Type)]++;
            }
        }

        problems.AddRange(bag.Problems);
        foreach (var file in bag.FilePaths.Where(file => file.EndsWith(".mcap", StringComparison.Ordinal)))
        {
            CompareSummary(file, problems);
        }

        CompareMetadata(path, counts, problems);
        return new BagCheckReport(counts.Values.Sum(), [.. problems.Distinct()]);
    }

    private static void CompareSummary(string path, List<BagProblem> problems)
    {
        using var indexed = McapReader.Open(path, new McapReadOptions { SkipDamage = true });
        if (!indexed.IsIndexed || indexed.Statistics is not { } claimed)
        {
            return;
        }

        using var walked = McapReader.Open(path, new McapReadOptions { SkipDamage = true, IgnoreSummary = true });
        problems.AddRange(walked.Problems);
        var found = walked.Statistics!;
        void Compare(string what, ulong claim, ulong actual)
        {
            if (claim != actual)
            {
                problems.Add(
                    new BagProblem(path, (long)indexed.Index.Footer!.Value.SummaryStart, nameof(McapOpcode.Statistics),
                    $"{claim} {what} are claimed, {actual} are there"));
            }
        }

        Compare("messages", claimed.MessageCount, found.MessageCount);
        Compare("channels", claimed.ChannelCount, found.ChannelCount);
        Compare("chunks", claimed.ChunkCount, found.ChunkCount);
        Compare("attachments", claimed.AttachmentCount, found.AttachmentCount);
        Compare("metadata records", claimed.MetadataCount, found.MetadataCount);
    }

    private static void CompareMetadata(string folder, Dictionary<(string Name, string Type), long> counts,
        List<BagProblem> problems)
    {
        var path = Path.Combine(folder, BagMetadata.FileName);
        void Report(string problem) => problems.Add(new BagProblem(path, 0, "metadata", problem));
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (!File.Exists(path))
        {
            Report("it is missing: 'perception bag reindex' writes it anew");
            return;
        }

        try
        {
            var metadata = MetadataReader.ReadFile(path);
            foreach (var topic in metadata.Topics)
            {
                var found = counts.GetValueOrDefault((topic.Name, topic.Type));
                if (found != topic.MessageCount)
                {
                    Report($"{topic.MessageCount} messages on {topic.Name} are claimed, {found} are there");
                }
            }

            foreach (var (topic, found) in counts.Where(pair => pair.Value > 0))
            {
                if (!metadata.Topics.Any(item => item.Name == topic.Name && item.Type == topic.Type))
                {
                    Report($"{topic.Name} with {found} messages is not listed");
                }
            }
        }
        catch (BagException e)
        {
            Report(e.Message);
        }
    }
}
