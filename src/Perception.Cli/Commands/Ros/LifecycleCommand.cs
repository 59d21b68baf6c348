using System.CommandLine;
using Ros2DotNet;
using Ros2DotNet.Messages.LifecycleMsgs;

namespace Perception.Cli.Commands.Ros;

/// <summary><c>perception ros lifecycle</c>: brings managed nodes up and down.</summary>
internal static class LifecycleCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create(string[] rosArguments) => new("lifecycle", "Brings managed nodes up and down.")
    {
        CreateGet(rosArguments), CreateSet(rosArguments),
    };

    private static Argument<string> NodeArgument() => new("NODE") { Description = "full name of the node" };

    private static Command CreateGet(string[] rosArguments)
    {
        var name = NodeArgument();
        var command = new Command("get", "Prints the state of a node.") { name };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var get = await ClientAsync<GetStateRequest,
                GetStateResponse>(tool, result.GetRequiredValue(name), "get_state", tool.Stop);
            var state = (await get.CallAsync(new GetStateRequest(), Patience, tool.Stop)).CurrentState;
            Console.WriteLine($"{state.Label} [{state.Id}]");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateSet(string[] rosArguments)
    {
        var name = NodeArgument();
        var transition = new Argument<string>("TRANSITION")
        {
            Description = "configure, activate, deactivate, cleanup or shutdown"
        };
        var command = new Command("set", "Takes a node through a transition.") { name, transition };
        command.SetAction(async (result, _) =>
        {
            using var tool = new ToolNode(rosArguments);
            var (node, label) = (result.GetRequiredValue(name), result.GetRequiredValue(transition));
            var change = await ClientAsync<ChangeStateRequest,
                ChangeStateResponse>(tool, node, "change_state", tool.Stop);
            var available = await ClientAsync<GetAvailableTransitionsRequest,
                GetAvailableTransitionsResponse>(tool, node, "get_available_transitions", tool.Stop);
            var request = new ChangeStateRequest();
            request.Transition.Label = label;
            if ((await change.CallAsync(request, Patience, tool.Stop)).Success)
            {
                Console.WriteLine("Transitioning successful");
                return ExitCode.Success;
            }

            var answer = await available.CallAsync(new GetAvailableTransitionsRequest(), Patience, tool.Stop);
            var possible = answer.AvailableTransitions.AsSpan().ToArray().Select(item => item.Transition.Label);
            Console.Error.WriteLine($"{node} did not take '{label}'; from its state it can take " +
                $"{string.Join(", ", possible.DefaultIfEmpty("none"))}");
            return ExitCode.PartialFailure;
        });
        return command;
    }

    private static async Task<ServiceClient<TRequest, TResponse>> ClientAsync<TRequest, TResponse>(
        ToolNode tool, string node, string service, CancellationToken cancellation)
        where TRequest : class, IRosRequest<TRequest, TResponse>, new()
        where TResponse : class, IRosMessage<TResponse>, new()
    {
        var client = tool.Node.CreateClient<TRequest, TResponse>($"{ToolNode.FullName(node)}/{service}");
        return await client.WaitForServiceAsync(TimeSpan.FromSeconds(5), cancellation)
            ? client : throw new UsageException(
                $"{node} is not there or not a managed node: nobody serves {client.Name}");
    }
}
