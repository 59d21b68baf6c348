using System.CommandLine;
using Ros2DotNet;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception ros service</c>: lists and calls services.</summary>
internal static class ServiceCommand
{
    public static Command Create(string[] rosArguments) => new("service", "Lists and calls services.")
    {
        CreateList(rosArguments), CreateCall(rosArguments),
    };

    private static Command CreateList(string[] rosArguments)
    {
        var types = new Option<bool>("--show-types", "-t") { Description = "with service types" };
        var command = new Command("list", "Names the services that have a server.") { types };
        command.SetAction(result =>
        {
            using var tool = new ToolNode(rosArguments);
            tool.Discover();
            foreach (var (service, type) in tool.Graph.GetServices())
                Console.WriteLine(result.GetValue(types) ? $"{service} [{string.Join(", ", type)}]" : service);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateCall(string[] rosArguments)
    {
        var name = new Argument<string>("SERVICE") { Description = "full name of the service" };
        var values = new Argument<string>("REQUEST")
        {
            Description = "the request's fields as YAML, such as '{data: true}'",
            DefaultValueFactory = _ => "{}"
        };
        var timeout = Options.Number("--timeout", "seconds to wait for the answer", 5.0, 0.01, 3600.0);
        var command = new Command("call", "Calls a service once and prints the response.") { name, values, timeout };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var service = ToolNode.FullName(result.GetRequiredValue(name));
            if (!tool.WaitFor(graph => graph.GetServices().ContainsKey(service)))
                throw new UsageException($"there is no service {service}");
            var typeName = tool.Graph.GetServices()[service][0];
            if (!MessageTypes.Services.TryGetValue(typeName, out var type))
                throw new UsageException($"{service} is of {typeName}, a type that is not compiled in");
            var request = type.Request.Create();
            MessageYaml.Fill(request, result.GetRequiredValue(values));
            var patience = TimeSpan.FromSeconds(result.GetValue(timeout));
            Console.Write(await type.CallAsync(tool.Node, service, request, patience, tool.Stop));
            return ExitCode.Success;
        });
        return command;
    }
}
