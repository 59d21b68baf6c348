using System.CommandLine;
using Ros2DotNet.Bags;

namespace Perception.Cli.Commands.Bag;

/// <summary><c>perception bag check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var path = BagOptions.Path();
        var command = new Command("check", "Reads a bag whole; names every damaged record, wrong count and missing " +
            "part.")
        {
            path
        };
        command.SetAction(result =>
        {
            var report = BagCheck.Run(result.GetRequiredValue(path));
            foreach (var problem in report.Problems) Console.WriteLine(problem);
            Console.WriteLine(report.Problems.Count == 0
                ? $"whole: {report.MessageCount} messages"
                : $"{report.Problems.Count} problems; {report.MessageCount} messages can be read");
            return report.Problems.Count == 0 ? ExitCode.Success : ExitCode.PartialFailure;
        });
        return command;
    }
}
