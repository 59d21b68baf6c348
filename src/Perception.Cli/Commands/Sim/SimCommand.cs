using System.CommandLine;

namespace Perception.Cli.Commands.Sim;

/// <summary><c>perception sim</c>: rendered drives with exact truth.</summary>
internal static class SimCommand
{
    public static Command Create(string[] rosArguments) =>
        new("sim", "Renders drives through a generated world, with exact truth.")
    {
        SimRenderCommand.Create(),
        SimRunCommand.Create(rosArguments),
        SimBagCommand.Create(),
    };
}
