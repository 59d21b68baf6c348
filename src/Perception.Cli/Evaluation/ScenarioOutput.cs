using System.Globalization;
using Perception.Cli.Output;
using Perception.Evaluation.Autoware;
using Perception.Evaluation.Frames;
using Spectre.Console;

namespace Perception.Cli.Evaluation;

/// <summary>Judges frames by a scenario of driving_log_replayer, and says what came out.</summary>
internal static class ScenarioOutput
{
    /// <summary>
    /// Whether the scenario passed; writes <c>scenario.json</c> and <c>result.jsonl</c> where there is a folder.
    /// </summary>
    public static bool Judge(Scenario scenario, IReadOnlyList<FrameRecord> records, string? folder, bool quiet)
    {
        var result = new ScenarioJudge(scenario).Judge(records);
        if (folder is not null)
        {
            using var summary = File.Create(Path.Combine(folder, "scenario.json"));
            ScenarioJson.WriteSummary(summary, scenario, result);
            using var frames = File.Create(Path.Combine(folder, "result.jsonl"));
            ScenarioJson.WriteFrames(frames, result);
        }

        if (!quiet) Print(scenario, result);
        return result.Passed;
    }

    private static void Print(Scenario scenario, ScenarioResult result)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("perception_eval");
        foreach (var column in scenario.TargetLabels.Prepend("mAP"))
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
        }
        foreach (var map in result.Maps)
        {
            var name = map.Mode == MatchingMode.Iou2D ? "IoU" : "centre, px";
            var thresholds = string.Join(" ",
                map.Thresholds.Distinct().Select(value => value.ToString(CultureInfo.InvariantCulture)));
            table.AddRow([$"{name} {thresholds}", TerminalReport.Text(map.Mean),
                .. map.ByLabel.Select(value => TerminalReport.Text(value))]);
        }

        Terminal.Console.Write(table);
        var judged = result.Frames.Count(frame => frame.Passed is not null);
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(result.Passed ? "passed" : "FAILED")}: {result.PassRate:F1} % of {judged} frames meet the criteria, " +
            $"{scenario.PassRate:F1} % are wanted"));
    }
}
