using System.CommandLine;
using Perception.Cli.View;
using Perception.Nodes.Containers;
using Ros2DotNet;

namespace Perception.Cli.Commands;

/// <summary><c>perception container</c>: a rig of nodes in one process, until SIGINT or SIGTERM.</summary>
internal static class ContainerCommand
{
    public static Command Create(string[] rosArguments)
    {
        var file = new Argument<string>("FILE.yaml") { Description = "the nodes with their parameters and remappings" };
        var command = new Command("container", "Runs several nodes in one process, which pass frames by reference.")
        {
            file, NodeViewer.Option
        };
        command.SetAction(parsed => Run(ContainerFile.Load(parsed.GetRequiredValue(file)), parsed, rosArguments));
        return command;
    }

    private static int Run(ContainerFile file, ParseResult parsed, string[] rosArguments)
    {
        using var context = new RosContext([.. file.RosArguments, .. rosArguments]);
        using var container = new NodeContainer(context, file);
        using var failed = new ManualResetEventSlim();
        container.Failed += failed.Set;
        if (container.Nodes.All(node => node.IsDone)) return ExitCode.Success;
        using var viewer = NodeViewer.Start(parsed, rosArguments);
        WaitHandle.WaitAny([context.Shutdown.WaitHandle, failed.WaitHandle]);
        return container.Nodes.All(node => node.Failure is null) ? ExitCode.Success : ExitCode.PartialFailure;
    }
}
