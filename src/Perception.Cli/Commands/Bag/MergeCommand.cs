using System.CommandLine;
using Perception.Cli.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag merge</c>: several bags as one, by time.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var paths = BagOptions.Paths();
        var output = BagOptions.Output(required: true);
        var command = new Command("merge", "Writes several bags as one, their messages by log time.") { paths, output };
        var writing = BagOptions.AddWriting(command);
        command.SetAction(result => BagCopy.Run(
            result.GetRequiredValue(paths), result.GetRequiredValue(output), writing(result), _ =>
                Ros2DotNet.Bags.BagFilter.Everything));
        return command;
    }
}
