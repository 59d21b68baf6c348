using System.Globalization;
using System.Text;

namespace Ros2DotNet.Bags;

/// <summary>Writes metadata of version 8: the newest that Humble's reader and every later one takes.</summary>
internal static class MetadataWriter
{
    public const int Version = 8;

    /// <summary>The text of <c>metadata.yaml</c>.</summary>
    public static string File(BagMetadata metadata)
    {
        var text = new StringBuilder("rosbag2_bagfile_information:\n");
        foreach (var line in Embedded(metadata).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append("  ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The same without the root key, as it stands in the bag's files.</summary>
    public static string Embedded(BagMetadata metadata)
    {
        var text = new StringBuilder();
        void Line(int depth, string key, object? value = null) =>
            text.Append(' ', 2 * depth).Append(key)
                .Append(value is null ? "" : " ").Append(CultureInfo.InvariantCulture, $"{value}").Append('\n');

        Line(0, "version:", Version);
        Line(0, "storage_identifier:", metadata.StorageIdentifier);
        Line(0, "duration:");
        Line(1, "nanoseconds:", metadata.DurationNs);
        Line(0, "starting_time:");
        Line(1, "nanoseconds_since_epoch:", metadata.StartingTimeNs);
        Line(0, "message_count:", metadata.MessageCount);
        Line(0, "topics_with_message_count:", metadata.Topics.Count == 0 ? "[]" : null);
        foreach (var topic in metadata.Topics)
        {
            Line(1, "- topic_metadata:");
            Line(3, "name:", Quoted(topic.Name));
            Line(3, "type:", Quoted(topic.Type));
            Line(3, "serialization_format:", Quoted(topic.SerializationFormat));
            Line(3, "offered_qos_profiles:", Quoted(topic.OfferedQos));
            Line(3, "type_description_hash:", Quoted(topic.TypeHash));
            Line(2, "message_count:", topic.MessageCount);
        }

        Line(0, "compression_format:", Quoted(metadata.CompressionFormat));
        Line(0, "compression_mode:", Quoted(metadata.CompressionMode));
        Line(0, "relative_file_paths:", metadata.RelativeFilePaths.Count == 0 ? "[]" : null);
        foreach (var path in metadata.RelativeFilePaths)
        {
            Line(1, "-", Quoted(path));
        }

        Line(0, "files:", metadata.Files.Count == 0 ? "[]" : null);
        foreach (var file in metadata.Files)
        {
            Line(1, "- path:", Quoted(file.Path));
            Line(2, "starting_time:");
            Line(3, "nanoseconds_since_epoch:", file.StartingTimeNs);
            Line(2, "duration:");
            Line(3, "nanoseconds:", file.DurationNs);
            Line(2, "message_count:", file.MessageCount);
        }

        Line(0, "custom_data:", metadata.CustomData.Count == 0 ? "~" : null);
        foreach (var (key, value) in metadata.CustomData)
        {
            Line(1, $"{Quoted(key)}:", Quoted(value));
        }

        Line(0, "ros_distro:", Quoted(metadata.RosDistro));
        return text.ToString();
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
