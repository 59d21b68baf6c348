using Ros2DotNet;

namespace Perception.Cli.Topics;

/// <summary>Looks topics up in the graph of the domain.</summary>
internal static class TopicFinder
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>Type of a topic, as soon as somebody publishes it; null when interrupted before.</summary>
    /// <exception cref="UsageException">The topic carries a type that this program does not know.</exception>
    public static MessageTypeSupport? WaitForType(RosContext context, string topic)
    {
        var waited = false;
        while (true)
        {
            foreach (var endpoint in context.GetEndpoints())
            {
                if (!endpoint.IsPublisher || endpoint.Topic != topic) continue;
                return MessageTypes.TryGet(endpoint.Type, out var support)
                    ? support
                    : throw new UsageException($"{topic} carries {endpoint.Type}, a type that is not compiled in");
            }

            if (context.Shutdown.WaitHandle.WaitOne(PollPeriod)) return null;
            if (!waited) Console.Error.WriteLine($"waiting for a publisher of {topic}");
            waited = true;
        }
    }

    /// <summary>Topics seen within the time that discovery takes, with their types, sorted.</summary>
    public static List<(string Topic, string Types)> List(RosContext context, TimeSpan patience)
    {
        context.Shutdown.WaitHandle.WaitOne(patience);
        return context.GetEndpoints()
            .GroupBy(e => e.Topic, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, string.Join(", ", g.Select(e => e.Type).Distinct().Order(StringComparer.Ordinal))))
            .ToList();
    }

    /// <summary>
    /// A QoS that every publisher of the topic can serve, and that gets what latched ones sent before.
    /// </summary>
    public static QosProfile FittingQos(RosContext context, string topic)
    {
        var publishers = context.Graph.GetEndpoints(topic).Where(endpoint => endpoint.IsPublisher).ToArray();
        return QosProfile.Default with
        {
            Reliability = publishers.All(publisher => publisher.Reliability == ReliabilityPolicy.Reliable)
                ? ReliabilityPolicy.Reliable
                : ReliabilityPolicy.BestEffort,
            Durability = publishers.All(publisher => publisher.Durability == DurabilityPolicy.TransientLocal)
                ? DurabilityPolicy.TransientLocal
                : DurabilityPolicy.Volatile,
        };
    }
}
