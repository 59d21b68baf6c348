using System.CommandLine;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag reindex</c>.</summary>
internal static class ReindexCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FOLDER") { Description = "folder of a bag" };
        var command = new Command("reindex", "Writes metadata.yaml anew from what the files hold.") { path };
        command.SetAction(result =>
        {
            var metadata = Ros2DotNet.Bags.Bag.Reindex(result.GetRequiredValue(path));
            Console.WriteLine($"{metadata.Files.Count} files, {metadata.MessageCount} messages");
            return ExitCode.Success;
        });
        return command;
    }
}
