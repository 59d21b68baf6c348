using System.Text.Json.Nodes;
using Perception.Toolchain.Linting;

namespace Perception.Cli.Models;

/// <summary>What a device says to a network, for people and programs.</summary>
internal static class LintText
{
    public static void Print(string path, LintReport report, bool all)
    {
        // Nodes that break the same rule in the same way are one line.
        var groups = report.Verdicts.Where(verdict => all || verdict.Outcome != LintOutcome.Native)
            .GroupBy(verdict => (verdict.Outcome, verdict.Node.OperatorType, verdict.Rule?.Id, verdict.Found))
            .OrderByDescending(group => group.Key.Outcome).ThenByDescending(group => group.Count());
        foreach (var group in groups)
        {
            var (rule, count) = (group.First().Rule, group.Count());
            var names =
                string.Join(", ", group.Take(3).Select(verdict => verdict.Node.Name)) + (count > 3 ? ", ..." : "");
            Console.WriteLine($"{Word(group.Key.Outcome),-8} {count,4} {group.Key.OperatorType} ({names})");
            if (rule is null) continue;
            var found = group.Key.Found.Length > 0 ? $"; here {group.Key.Found}" : "";
            Console.WriteLine(
                $"              {rule.Id}: {rule.Why}{found}{(rule.Source.Length > 0 ? $" [{rule.Source}]" : "")}");
            if (rule.Remedy.Length > 0) Console.WriteLine($"              remedy: {rule.Remedy}");
        }

        Console.WriteLine($"{path} on {report.Target.Title}: " +
            $"{report.Count(LintOutcome.Native) + report.Count(LintOutcome.Wasteful)} nodes native " +
            $"({report.Count(LintOutcome.Wasteful)} wasteful), {report.Count(LintOutcome.Fallback)} elsewhere, " +
            $"{report.Count(LintOutcome.Unknown)} unknown; " +
            $"{report.Segments} segments on the device, {report.Switches} switches between devices");
        if (report.HasTooManySegments)
        {
            Console.WriteLine($"the device holds {report.Target.LargestSegmentCount} segments at most");
        }
    }

    public static void Write(string file, string model, string target, LintReport report) =>
        ReportFile.Write(file, new JsonObject
        {
            ["model"] = model,
            ["target"] = target,
            ["native"] = report.Count(LintOutcome.Native),
            ["wasteful"] = report.Count(LintOutcome.Wasteful),
            ["fallback"] = report.Count(LintOutcome.Fallback),
            ["unknown"] = report.Count(LintOutcome.Unknown),
            ["segments"] = report.Segments,
            ["switches"] = report.Switches,
            ["nodes"] = new JsonArray([.. report.Verdicts.Select(verdict => (JsonNode)new JsonObject
        {
            ["name"] = verdict.Node.Name,
            ["operator"] = verdict.Node.OperatorType,
            ["outcome"] = Word(verdict.Outcome),
            ["rule"] = verdict.Rule?.Id,
            ["why"] = verdict.Rule?.Why,
            ["found"] = verdict.Found,
            ["remedy"] = verdict.Rule?.Remedy,
            ["source"] = verdict.Rule?.Source,
        })]),
        });

    private static string Word(LintOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
