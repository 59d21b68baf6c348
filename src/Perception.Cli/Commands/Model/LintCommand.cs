using System.CommandLine;
using Perception.Cli.Models;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Linting;

namespace Perception.Cli.Commands.Model;

/// <summary><c>perception model lint</c>: whether a device computes a network, node by node.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var model = ModelCommand.Argument();
        var target = Options.Choice("--target", "the device", "tensorrt", [.. LintTarget.Names]);
        var strict = Options.Flag("--strict", "what is not known counts as what is not computed");
        var all = Options.Flag("--all", "list native nodes, too");
        var json = Options.Optional("--json", "write the verdicts to this file; - for standard output");
        var command = new Command("lint", "Says of every node whether a device computes it; exit code 1 where it " +
            "does not.")
        {
            model, target, strict, all, json
        };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(model);
            var report = Linter.Run(GraphModel.Load(path), LintTarget.Load(result.GetRequiredValue(target)));
            if (result.GetValue(json) is { } file) LintText.Write(file, path, result.GetRequiredValue(target), report);
            if (result.GetValue(json) != "-") LintText.Print(path, report, result.GetValue(all));
            var fits = report.Count(LintOutcome.Fallback) == 0 && !report.HasTooManySegments &&
                (!result.GetValue(strict) || report.Count(LintOutcome.Unknown) == 0);
            return fits ? ExitCode.Success : ExitCode.PartialFailure;
        });
        return command;
    }
}
