using System.CommandLine;
using System.Globalization;
using Ros2DotNet;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception topic info</c>: who publishes and subscribes a topic, with which QoS.</summary>
internal static class TopicInfoCommand
{
    public static Command Create(string[] rosArguments)
    {
        var topic = new Argument<string>("TOPIC") { Description = "name of the topic" };
        var command = new Command("info", "Tells who publishes and subscribes a topic, with QoS and type hash.")
        {
            topic
        };
        command.SetAction(result =>
        {
            using var tool = new ToolNode(rosArguments);
            var name = ToolNode.FullName(result.GetRequiredValue(topic));
            if (!tool.WaitFor(graph => graph.GetEndpoints(name).Count > 0))
            {
                throw new UsageException($"nobody publishes or subscribes {name}");
            }
            tool.Discover();
            Print(tool.Graph.GetEndpoints(name));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(IReadOnlyList<TopicEndpoint> endpoints)
    {
        Console.WriteLine($"Type: {string.Join(", ", endpoints.Select(endpoint => endpoint.Type).Distinct())}\n");
        foreach (var isPublisher in (bool[])[true, false])
        {
            var ofKind = endpoints.Where(endpoint => endpoint.IsPublisher == isPublisher).ToArray();
            Console.WriteLine($"{(isPublisher ? "Publisher" : "Subscription")} count: {ofKind.Length}\n");
            foreach (var endpoint in ofKind) Console.WriteLine(Describe(endpoint));
        }
    }

    private static string Describe(TopicEndpoint endpoint)
    {
        var qos = endpoint.Qos;
        return $"""
              Node: {endpoint.Node ?? "not known"}
              Topic type: {endpoint.Type}
              Topic type hash: {(endpoint.TypeHash.Length > 0 ? endpoint.TypeHash : "not told")}
              GID: {string.Join('.', endpoint.Gid.Chunk(2).Select(pair => new string(pair)))}
              QoS profile:
                Reliability: {ParameterEnum.ToText(qos.Reliability).ToUpperInvariant()}
                History (Depth): {ParameterEnum.ToText(qos.History).ToUpperInvariant()} ({qos.Depth})
                Durability: {ParameterEnum.ToText(qos.Durability).ToUpperInvariant()}
                Lifespan: {Text(qos.Lifespan)}
                Deadline: {Text(qos.Deadline)}
                Liveliness: {ParameterEnum.ToText(qos.Liveliness).ToUpperInvariant()}
                Liveliness lease duration: {Text(qos.LivelinessLease)}

            """;
    }

    private static string Text(TimeSpan? duration) =>
        duration is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.######} s")
            : "Infinite";
}
