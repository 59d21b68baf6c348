using YamlDotNet.RepresentationModel;

namespace Ros2DotNet.Bags;

/// <summary>
/// Reads <c>metadata.yaml</c> of every version that was released, and the copy without root key that files carry.
/// </summary>
internal static class MetadataReader
{
    private const string Root = "rosbag2_bagfile_information";
    private const int MaximumVersion = 9;
    private const long MaximumBytes = 64 << 20;

    /// <exception cref="BagException">The file cannot be read.</exception>
    public static BagMetadata ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaximumBytes
                ? Parse(File.ReadAllText(path), path)
                : throw new BagException($"{path} is larger than any metadata: {new FileInfo(path).Length} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BagException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="BagException">The text is not metadata; names file and line.</exception>
    public static BagMetadata Parse(string text, string file)
    {
        var root =
            YamlFields.Of(YamlText.Parse(text, file) ?? throw new BagException($"{file}: it is empty"), file, Root);
        return Read(root.Find(Root) is { } node ? YamlFields.Of(node, file, Root) : root, file);
    }

    private static BagMetadata Read(YamlFields fields, string file)
    {
        var version = fields.Number("version", -1);
        if (version is < 1 or > MaximumVersion)
        {
            throw new BagException($"{file}: version {version} of the metadata is not one of 1 to {MaximumVersion}");
        }

        return new BagMetadata
        {
            Version = (int)version,
            StorageIdentifier = fields.Text("storage_identifier"),
            DurationNs = fields.Section("duration").Number("nanoseconds"),
            StartingTimeNs = fields.Section("starting_time").Number("nanoseconds_since_epoch"),
            MessageCount = fields.Number("message_count"),
            Topics = [.. fields.Sections("topics_with_message_count").Select(Topic)],
            CompressionFormat = fields.Text("compression_format"),
            CompressionMode = fields.Text("compression_mode"),
            RelativeFilePaths = [.. fields.Items("relative_file_paths").Select(node => $"{node}")],
            Files = [.. fields.Sections("files").Select(FileInformation)],
            CustomData = CustomData(fields),
            RosDistro = fields.Text("ros_distro"),
        };
    }

    private static BagTopic Topic(YamlFields fields)
    {
        var topic = fields.Section("topic_metadata");
        return new BagTopic(topic.Text("name"), BagTopic.NormalizeType(topic.Text("type")))
        {
            SerializationFormat = topic.Text("serialization_format"),
            OfferedQos = QosText.Of(topic.Find("offered_qos_profiles")),
            TypeHash = topic.Text("type_description_hash"),
            MessageCount = fields.Number("message_count"),
        };
    }

    private static BagFileInformation FileInformation(YamlFields fields) => new(
        fields.Text("path"), fields.Section("starting_time").Number("nanoseconds_since_epoch"),
        fields.Section("duration").Number("nanoseconds"), fields.Number("message_count"));

    private static Dictionary<string, string> CustomData(YamlFields fields)
    {
        var values = new Dictionary<string, string>();
        if (fields.Find("custom_data") is YamlMappingNode mapping)
        {
            foreach (var (key, value) in mapping.Children)
            {
                values[$"{key}"] = $"{value}";
            }
        }

        return values;
    }
}
