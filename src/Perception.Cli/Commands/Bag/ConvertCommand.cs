using System.CommandLine;
using Perception.Cli.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag convert</c>: another storage, compression or splitting, the same messages.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var path = BagOptions.Path();
        var output = BagOptions.Output(required: true);
        var command = new Command("convert", "Writes a bag anew in another format; every byte of every message stays.")
        {
            path, output
        };
        var writing = BagOptions.AddWriting(command);
        command.SetAction(result => BagCopy.Run(
            [result.GetRequiredValue(path)], result.GetRequiredValue(output), writing(result), _ =>
                Ros2DotNet.Bags.BagFilter.Everything));
        return command;
    }
}
