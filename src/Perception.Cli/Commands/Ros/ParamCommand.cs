using System.CommandLine;
using Ros2DotNet;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception ros param</c>: lists, reads, sets, dumps and loads parameters of running nodes.</summary>
internal static class ParamCommand
{
    public static Command Create(string[] rosArguments) => new("param", "Reads and sets parameters of running nodes.")
    {
        CreateList(rosArguments), CreateGet(rosArguments), CreateSet(rosArguments), CreateDump(rosArguments),
        CreateLoad(rosArguments),
    };

    private static Argument<string> NodeArgument() => new("NODE") { Description = "full name of the node" };

    private static Argument<string> NameArgument() => new("PARAMETER") { Description = "name of the parameter" };

    private static Command CreateList(string[] rosArguments)
    {
        var name = NodeArgument();
        var command = new Command("list", "Names the parameters of a node.") { name };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var client = await ParameterClient.ConnectAsync(tool.Node, result.GetRequiredValue(name), tool.Stop);
            foreach (var parameter in await client.ListAsync(tool.Stop)) Console.WriteLine(parameter);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateGet(string[] rosArguments)
    {
        var (node, name) = (NodeArgument(), NameArgument());
        var command = new Command("get", "Prints the value of a parameter.") { node, name };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var client = await ParameterClient.ConnectAsync(tool.Node, result.GetRequiredValue(node), tool.Stop);
            var values = await client.GetAsync([result.GetRequiredValue(name)], tool.Stop);
            Console.WriteLine(ParameterMessages.ToText(values[0]));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateSet(string[] rosArguments)
    {
        var (node, name) = (NodeArgument(), NameArgument());
        var value = new Argument<string>("VALUE") { Description = "as YAML: 0.5, true, front, [car, bus]" };
        var command = new Command("set", "Sets a parameter.") { node, name, value };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var client = await ParameterClient.ConnectAsync(tool.Node, result.GetRequiredValue(node), tool.Stop);
            var wanted = ParameterMessages.ParseText(result.GetRequiredValue(value));
            var results = await client.SetAsync([(result.GetRequiredValue(name), wanted)], tool.Stop);
            if (!results[0].Successful) throw new UsageException(results[0].Reason);
            Console.WriteLine("Set parameter successful");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateDump(string[] rosArguments)
    {
        var node = NodeArgument();
        var command = new Command("dump", "Prints all parameters of a node as a parameter file.") { node };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var name = ToolNode.FullName(result.GetRequiredValue(node));
            var client = await ParameterClient.ConnectAsync(tool.Node, name, tool.Stop);
            var names = await client.ListAsync(tool.Stop);
            Console.Write(ParameterFileText.Write(name, names.Zip(await client.GetAsync(names, tool.Stop))));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateLoad(string[] rosArguments)
    {
        var node = NodeArgument();
        var file = new Argument<string>("FILE") { Description = "a parameter file" };
        var command = new Command("load", "Sets all parameters that a file gives for a node.") { node, file };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var name = ToolNode.FullName(result.GetRequiredValue(node));
            var values = ParameterFileText.Read(result.GetRequiredValue(file), name);
            if (values.Count == 0)
            {
                throw new UsageException($"{result.GetRequiredValue(file)} gives nothing for {name}");
            }
            var client = await ParameterClient.ConnectAsync(tool.Node, name, tool.Stop);
            var results = await client.SetAsync(values, tool.Stop);
            foreach (var ((parameter, _), set) in values.Zip(results))
                Console.WriteLine(set.Successful ? $"Set parameter {parameter} successful" : $"Set parameter " +
                    $"{parameter} failed: {set.Reason}");
            return results.All(set => set.Successful) ? ExitCode.Success : ExitCode.PartialFailure;
        });
        return command;
    }
}
