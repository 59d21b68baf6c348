using System.CommandLine;
using Perception.Cli.View;
using Perception.Nodes;
using Ros2DotNet;

namespace Perception.Cli.Commands;

/// <summary><c>perception run NODE --ros-args ...</c>: a ROS node until SIGINT or SIGTERM.</summary>
internal static class RunCommand
{
    public static Command Create(string[] rosArguments)
    {
        var run = new Command("run", "Runs a node; parameters and remappings follow --ros-args.");
        foreach (var kind in NodeCatalogue.All.Prepend(NodeCatalogue.Yolox))
        {
            run.Subcommands.Add(Create(kind, rosArguments));
        }

        return run;
    }

    private static Command Create(NodeKind kind, string[] rosArguments)
    {
        var schema = new Option<bool>("--schema")
        {
            Description = "Prints the JSON Schema of the node's parameter file and exits."
        };
        var command = new Command(kind.Name, kind.Summary) { schema, NodeViewer.Option };
        command.SetAction(parsed =>
        {
            if (!parsed.GetValue(schema)) return Run(kind, parsed, rosArguments);
            Console.Out.Write(kind.Schema);
            return ExitCode.Success;
        });
        return command;
    }

    private static int Run(NodeKind kind, ParseResult parsed, string[] rosArguments)
    {
        using var context = new RosContext(rosArguments);
        using var node = kind.Start(context);
        if (node.IsDone) return ExitCode.Success;
        using var viewer = NodeViewer.Start(parsed, rosArguments);
        using var failed = new ManualResetEventSlim();
        node.Failed += failed.Set;
        WaitHandle.WaitAny([context.Shutdown.WaitHandle, failed.WaitHandle]);
        return node.Failure is null ? ExitCode.Success : ExitCode.PartialFailure;
    }
}
