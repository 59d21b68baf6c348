using System.CommandLine;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model</c>: looks at networks and fits them to devices.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Looks at networks and fits them to devices.")
    {
        DescribeCommand.Create(),
        EditCommand.Create(),
        LintCommand.Create(),
        CalibrateCommand.Create(),
        QuantizeCommand.Create(),
        PruneCommand.Create(),
        ProfileCommand.Create(),
        BenchCommand.Create(),
        PullCommand.Create(),
    };

    /// <summary>The network that a command works on.</summary>
    public static Argument<string> Argument() => new("MODEL") { Description = "ONNX file" };
}
