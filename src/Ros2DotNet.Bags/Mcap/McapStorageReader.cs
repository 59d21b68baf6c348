using System.Text;

namespace Ros2DotNet.Bags.Mcap;

/// <summary>An MCAP file as rosbag2 uses it.</summary>
internal sealed class McapStorageReader : IStorageReader
{
    private readonly McapReader _reader;
    private readonly List<BagTopic> _topics = [];

    public McapStorageReader(string path, McapReadOptions options)
    {
        _reader = McapReader.Open(path, options);
        foreach (var channel in _reader.Channels.Values.OrderBy(channel => channel.Id))
        {
            var topic = Topic(channel);
            var known = _topics.FindIndex(other => other.Name == topic.Name && other.Type == topic.Type);
            TopicByChannel[channel.Id] = known >= 0 ? known : _topics.Count;
            if (known < 0)
            {
                _topics.Add(topic);
            }
        }

        EmbeddedMetadata = FindMetadata();
    }

    public string Path => _reader.File.Path;

    public IReadOnlyList<BagTopic> Topics => _topics;

    public IReadOnlyList<BagProblem> Problems => _reader.Problems;

    public long? StartTimeNs => Time(start: true);

    public long? EndTimeNs => Time(start: false);

    public string? EmbeddedMetadata { get; }

    /// <summary>Place in <see cref="Topics"/> by number of the channel.</summary>
    internal Dictionary<ushort, int> TopicByChannel { get; } = [];

    public long[] CountMessages()
    {
        var counts = new long[_topics.Count];
        if (_reader.Statistics is { } statistics)
        {
            foreach (var (channel, count) in statistics.ChannelMessageCounts)
            {
                counts[TopicByChannel[channel]] += (long)count;
            }

            return counts;
        }

        using var cursor = _reader.ReadMessages();
        while (cursor.MoveNext())
        {
            counts[TopicByChannel[cursor.Current.ChannelId]]++;
        }

        return counts;
    }

    public IStorageCursor Read(BagFilter filter, IReadOnlyList<BagTopic> topics)
    {
        var wanted = topics.Select(filter.Wants).ToArray();
        return new McapStorageCursor(this, _reader.ReadMessages(new McapFilter
        {
            Channels = channel => wanted[TopicByChannel[channel.Id]],
            StartTime = (ulong)Math.Max(0, filter.StartTimeNs),
            EndTime = filter.EndTimeNs == long.MaxValue ? ulong.MaxValue : (ulong)Math.Max(0, filter.EndTimeNs),
        }));
    }

    public void Dispose() => _reader.Dispose();

    private BagTopic Topic(McapChannel channel)
    {
        var schema = channel.SchemaId == 0 ? null : _reader.Schemas.GetValueOrDefault(channel.SchemaId);
        return new BagTopic(channel.Topic, BagTopic.NormalizeType(schema?.Name ?? ""))
        {
            SerializationFormat = channel.MessageEncoding,
            OfferedQos = channel.Find("offered_qos_profiles") ?? "",
            TypeHash = channel.Find("topic_type_hash") ?? "",
            Definition = schema is null || schema.Data.IsEmpty
                ? null : new MessageDefinition(schema.Encoding, Encoding.UTF8.GetString(schema.Data.Span)),
        };
    }

    private long? Time(bool start)
    {
        if (_reader.Statistics is { } statistics)
        {
            return statistics.MessageCount == 0
                ? null
                : (long)(start ? statistics.MessageStartTime : statistics.MessageEndTime);
        }

        // Chunks without messages say 0.
        var chunks = _reader.Chunks.Where(chunk => chunk.MessageEndTime > 0).ToList();
        return chunks.Count == 0
            ? null
            : (long)(start ? chunks.Min(chunk => chunk.MessageStartTime) : chunks.Max(chunk => chunk.MessageEndTime));
    }

    private string? FindMetadata()
    {
        foreach (var index in _reader.Metadata.Where(entry => entry.Name == "rosbag2").Reverse())
        {
            try
            {
                var values = _reader.ReadMetadata(index).Values;
                if (values.FirstOrDefault(pair => pair.Key == "serialized_metadata").Value is { Length: > 0 } yaml)
                {
                    return yaml;
                }
            }
            catch (BagFormatException e)
            {
                // It only repeats what the messages themselves tell.
                _reader.Report(BagProblem.Of(e));
            }
        }

        return null;
    }
}
