using System.Globalization;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet.Bags;

/// <summary>
/// QoS profiles as bags write them: numbers up to version 8, words in version 9. Each is recognised by itself.
/// </summary>
public static class QosText
{
    private const string Forever = "    sec: 9223372036\n    nsec: 854775807\n";
    private const long LongestSeconds = 0x7fffffff;

    /// <summary>
    /// The profiles of a topic; those of <see cref="QosProfile.Default"/>'s kind where a field says "default" or
    /// "unknown".
    /// </summary>
    /// <exception cref="BagException">The text is not what rosbag2 writes.</exception>
    public static IReadOnlyList<QosProfile> Parse(string text)
    {
        if (text.Trim() is "" or "[]")
        {
            return [];
        }

        return YamlText.Parse(text, "offered_qos_profiles") is YamlSequenceNode profiles
            ? [.. profiles.Select(node => Profile(YamlFields.Of(node, "offered_qos_profiles", "profile")))]
            : throw new BagException("offered_qos_profiles: not a sequence of profiles");
    }

    /// <summary>Profiles with numbers, as versions up to 8 have them.</summary>
    public static string Format(IEnumerable<QosProfile> profiles)
    {
        var text = new StringBuilder();
        foreach (var profile in profiles)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"- history: {(profile.History == HistoryPolicy.KeepAll ? 2 : 1)}\n")
                .Append(CultureInfo.InvariantCulture, $"  depth: {profile.Depth}\n")
                .Append(CultureInfo.InvariantCulture,
                $"  reliability: {(profile.Reliability == ReliabilityPolicy.Reliable ? 1 : 2)}\n")
                .Append(CultureInfo.InvariantCulture,
                $"  durability: {(profile.Durability == DurabilityPolicy.TransientLocal ? 1 : 2)}\n")
                .Append("  deadline:\n").Append(Duration(profile.Deadline))
                .Append("  lifespan:\n").Append(Duration(profile.Lifespan))
                .Append(CultureInfo.InvariantCulture,
                $"  liveliness: {(profile.Liveliness == LivelinessPolicy.ManualByTopic ? 3 : 1)}\n")
                .Append("  liveliness_lease_duration:\n").Append(Duration(profile.LivelinessLease))
                .Append("  avoid_ros_namespace_conventions: false\n");
        }

        return text.Length == 0 ? "[]" : text.ToString().TrimEnd('\n');
    }

    /// <summary>The text of a metadata field, which is a string or, from version 9 on, the sequence itself.</summary>
    internal static string Of(YamlNode? node) => node switch
    {
        null => "",
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode { Children.Count: 0 } => "[]",
        _ => YamlText.Of(node),
    };

    private static QosProfile Profile(YamlFields fields) => new()
    {
        History = fields.Text("history") is "2" or "keep_all" ? HistoryPolicy.KeepAll : HistoryPolicy.KeepLast,
        Depth = fields.Number("depth") is > 0 and <= int.MaxValue and var depth ? (int)depth : QosProfile.Default.Depth,
        Reliability = fields.Text("reliability") is "2" or "best_effort"
            ? ReliabilityPolicy.BestEffort
            : ReliabilityPolicy.Reliable,
        Durability = fields.Text("durability") is "1" or "transient_local"
            ? DurabilityPolicy.TransientLocal
            : DurabilityPolicy.Volatile,
        Deadline = Duration(fields.Section("deadline")),
        Lifespan = Duration(fields.Section("lifespan")),
        Liveliness = fields.Text("liveliness") is "3" or "manual_by_topic"
            ? LivelinessPolicy.ManualByTopic
            : LivelinessPolicy.Automatic,
        LivelinessLease = Duration(fields.Section("liveliness_lease_duration")),
    };

    private static string Duration(TimeSpan? span) => span is { } limit
        ? string.Create(CultureInfo.InvariantCulture,
            $"    sec: {(long)limit.TotalSeconds}\n    nsec: {limit.Ticks % TimeSpan.TicksPerSecond * 100}\n")
        : Forever;

    // Every release had its own word for "for ever"; all of them are at or past 0x7fffffff seconds.
    private static TimeSpan? Duration(YamlFields fields)
    {
        long seconds = fields.Number("sec"), nanoseconds = fields.Number("nsec");
        return (seconds, nanoseconds) == (0, 0) || seconds is < 0 or >= LongestSeconds
            ? null
            : TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(nanoseconds / 100);
    }
}
