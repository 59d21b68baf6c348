using System.CommandLine;
using Ros2DotNet;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception ros node</c>: which nodes there are and what they speak.</summary>
internal static class NodeCommand
{
    public static Command Create(string[] rosArguments) => new("node", "Looks at the nodes of the domain.")
    {
        CreateList(rosArguments), CreateInfo(rosArguments),
    };

    private static Command CreateList(string[] rosArguments)
    {
        var all = Options.Flag("--all", "hidden nodes too");
        var command = new Command("list", "Names the nodes.") { all };
        command.SetAction(result =>
        {
            using var tool = new ToolNode(rosArguments);
            tool.Discover();
            foreach (var node in tool.Graph.GetNodes())
            {
                if (result.GetValue(all) || !ToolNode.IsHidden(node.Name)) Console.WriteLine(node.FullyQualifiedName);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateInfo(string[] rosArguments)
    {
        var name = new Argument<string>("NODE") { Description = "full name of the node" };
        var command = new Command("info", "Lists the topics and services of a node.") { name };
        command.SetAction(result =>
        {
            using var tool = new ToolNode(rosArguments);
            var node = ToolNode.FullName(result.GetRequiredValue(name));
            if (!tool.WaitFor(graph => graph.GetNodes().Any(item => item.FullyQualifiedName == node)))
                throw new UsageException($"there is no node {node}; there are {Known(tool.Graph)}");
            tool.Discover();
            Print(tool.Graph, node);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(RosGraph graph, string node)
    {
        var endpoints = graph.GetEndpoints().Where(endpoint => endpoint.Node == node).ToArray();
        var services = graph.GetServiceEndpoints().Where(endpoint => endpoint.Node == node).ToArray();
        Console.WriteLine(node);
        Section("Subscribers", endpoints.Where(item => !item.IsPublisher).Select(item => $"{item.Topic}: {item.Type}"));
        Section("Publishers", endpoints.Where(item => item.IsPublisher).Select(item => $"{item.Topic}: {item.Type}"));
        Section("Service Servers",
            services.Where(item => item.IsServer).Select(item => $"{item.Service}: {item.Type}"));
        Section("Service Clients",
            services.Where(item => !item.IsServer).Select(item => $"{item.Service}: {item.Type}"));
    }

    private static void Section(string title, IEnumerable<string> lines)
    {
        Console.WriteLine($"  {title}:");
        foreach (var line in lines.Distinct().Order(StringComparer.Ordinal)) Console.WriteLine($"    {line}");
    }

    private static string Known(RosGraph graph) =>
        string.Join(", ", graph.GetNodes().Where(node => !ToolNode.IsHidden(node.Name))
            .Select(node => node.FullyQualifiedName).DefaultIfEmpty("none"));
}
