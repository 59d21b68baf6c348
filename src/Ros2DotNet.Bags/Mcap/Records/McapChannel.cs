namespace Ros2DotNet.Bags.Mcap;

/// <summary>A topic and how its messages are encoded.</summary>
/// <param name="Id">Its number in the file.</param>
/// <param name="SchemaId">The schema's number; 0 where there is none.</param>
/// <param name="Topic">Name of the topic.</param>
/// <param name="MessageEncoding"><c>cdr</c> for rosbag2.</param>
/// <param name="Metadata">rosbag2 keeps <c>offered_qos_profiles</c> and <c>topic_type_hash</c> here; in the order of
/// the file.</param>
public sealed record McapChannel(
    ushort Id, ushort SchemaId, string Topic, string MessageEncoding, IReadOnlyList<KeyValuePair<string,
    string>> Metadata)
{
    /// <summary>The value of a metadata key, null where it is not there.</summary>
    public string? Find(string key)
    {
        foreach (var (name, value) in Metadata)
        {
            if (name == key)
            {
                return value;
            }
        }

        return null;
    }

    internal bool IsSameAs(McapChannel other) =>
        Id == other.Id &&
            SchemaId == other.SchemaId && Topic == other.Topic && MessageEncoding == other.MessageEncoding &&
        Metadata.Count == other.Metadata.Count && Metadata.OrderBy(p => p.Key, StringComparer.Ordinal)
            .SequenceEqual(other.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal));
}
