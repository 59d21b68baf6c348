using System.Globalization;
using System.Text;
using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>The lines of <c>bag info</c>, in the order that <c>ros2 bag info</c> has them.</summary>
internal static class BagSummary
{
    public static string Of(Bag bag)
    {
        var metadata = bag.Metadata;
        var text = new StringBuilder();
        void Line(string name, object value) => text.Append(CultureInfo.InvariantCulture, $"{name,-20}{value}\n");

        Line("Files:", string.Join(", ", metadata.RelativeFilePaths));
        Line("Bag size:", Size(bag.FilePaths.Sum(path => new FileInfo(path).Length)));
        Line("Storage id:", metadata.StorageIdentifier);
        if (metadata.CompressionMode.Length > 0)
            Line("Compression:", $"{metadata.CompressionFormat} by {metadata.CompressionMode.ToLowerInvariant()}");
        if (metadata.RosDistro.Length > 0) Line("ROS distro:", metadata.RosDistro);
        Line("Duration:", $"{Seconds(metadata.DurationNs)} s");
        Line("Start:", Time(metadata.StartingTimeNs));
        Line("End:", Time(metadata.StartingTimeNs + metadata.DurationNs));
        Line("Messages:", metadata.MessageCount);
        foreach (var topic in bag.Topics.OrderBy(topic => topic.Name, StringComparer.Ordinal))
        {
            var listed = metadata.Topics.FirstOrDefault(item => item.Name == topic.Name && item.Type == topic.Type);
            var count = (listed ?? topic).MessageCount;
            text.Append(CultureInfo.InvariantCulture,
                $"  {topic.Name} | {topic.Type} | {count} | {topic.SerializationFormat}\n");
        }

        foreach (var (key, value) in metadata.CustomData) Line($"{key}:", value);
        return text.ToString();
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1 << 20 => $"{bytes / 1024.0:F1} KiB",
        < 1 << 30 => $"{bytes / (double)(1 << 20):F1} MiB",
        _ => $"{bytes / (double)(1 << 30):F2} GiB",
    };

    private static string Time(long nanoseconds) => string.Create(CultureInfo.InvariantCulture,
        $"{DateTime.UnixEpoch.AddTicks(nanoseconds / 100):yyyy-MM-dd HH:mm:ss.fffffff} UTC ({Seconds(nanoseconds)})");

    private static string Seconds(long nanoseconds) =>
        $"{nanoseconds / 1_000_000_000}.{Math.Abs(nanoseconds % 1_000_000_000):D9}";
}
