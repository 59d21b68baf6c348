using System.CommandLine;
using Perception.Cli.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag info</c>.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var path = BagOptions.Path();
        var command = new Command("info", "Says what is in a bag.") { path };
        command.SetAction(result =>
        {
            using var bag = Ros2DotNet.Bags.Bag.Open(result.GetRequiredValue(path));
            Console.Write(BagSummary.Of(bag));
            foreach (var problem in bag.Problems) Console.Error.WriteLine($"perception: {problem}");
            return bag.Problems.Count == 0 ? ExitCode.Success : ExitCode.PartialFailure;
        });
        return command;
    }
}
