using System.Text.RegularExpressions;
using Perception.Cli.Commands.Ros;
using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>Topics by name and by pattern.</summary>
internal static class TopicChoice
{
    /// <summary>Exactly these topics of a bag; all where none is named.</summary>
    /// <exception cref="UsageException">The bag has no such topic.</exception>
    public static Func<BagTopic, bool>? Of(Bag bag, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return null;
        foreach (var name in names)
        {
            // Names without the slash stand in some bags.
            if (!bag.Topics.Any(topic => Matches(topic.Name, name)))
                throw new UsageException($"the bag has no topic '{name}', only " +
                    $"{string.Join(", ", bag.Topics.Select(topic => topic.Name).Order())}");
        }

        return topic => names.Any(name => Matches(topic.Name, name));
    }

    /// <exception cref="UsageException">It is no regular expression.</exception>
    public static Regex? Pattern(string option, string? text)
    {
        try
        {
            return text is null ? null : new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{option} '{text}' is no regular expression: {e.Message}");
        }
    }

    /// <summary>Whether messages are CDR, as everything that ROS 2 records is.</summary>
    public static bool IsCdr(BagTopic topic) => topic.SerializationFormat is "cdr" or "";

    private static bool Matches(string topic, string name) =>
        topic == name || ToolNode.FullName(topic) == ToolNode.FullName(name);
}
