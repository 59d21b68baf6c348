using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Perception.Cli.Evaluation;
using Perception.Cli.Output;
using Perception.Evaluation.Comparison;
using Perception.Evaluation.Results;
using Spectre.Console;

namespace Perception.Cli.Commands;

/// <summary>
/// <c>perception compare</c>: what got better or worse between two evaluations, and how sure that is.
/// </summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("A") { Description = "folder that perception evaluate --out wrote" };
        var second = new Argument<string>("B") { Description = "folder to compare with it, on the same frames" };
        var resamples = Options.Number("--resamples", "draws of the bootstrap", 1000, 100, 100_000);
        var confidence = Options.Number("--confidence", "share of cases in which the interval holds the difference",
            0.95, 0.5, 0.999);
        var block = Options.Number("--block",
            "frames that are drawn together; some seconds' worth for frames of a drive", 1, 1, 100_000);
        var seed = Options.Number("--seed", "of the draws", 1, 0, int.MaxValue);
        var json = Options.Optional("--json", "write the comparison to this file; - for standard output");
        var strict = Options.Flag("--fail-if-worse", "exit with 1 if a figure got worse for certain");
        var command =
            new Command("compare", "Says what got better or worse between two evaluations, with bootstrap intervals.")
        {
            first, second, resamples, confidence, block, seed, json, strict,
        };
        command.SetAction(result =>
        {
            var (a, b) =
                (ResultFolder.Read(result.GetRequiredValue(first)), ResultFolder.Read(result.GetRequiredValue(second)));
            var comparison = ResultComparison.Of(a, b, new ComparisonOptions
            {
                Resamples = result.GetValue(resamples),
                Confidence = result.GetValue(confidence),
                BlockFrames = result.GetValue(block),
                Seed = (ulong)result.GetValue(seed),
            });
            if (result.GetValue(json) is { } path) Write(path, comparison);
            if (result.GetValue(json) != "-") Print(a, b, comparison, result.GetValue(confidence));
            return result.GetValue(strict) && comparison.Figures.Any(figure => figure.Verdict == Verdict.Worse)
                ? ExitCode.PartialFailure : ExitCode.Success;
        });
        return command;
    }

    private static void Print(ResultFolder a, ResultFolder b, ResultComparison comparison, double confidence)
    {
        var interval =
            confidence.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
        var table = new Table().Border(TableBorder.Simple).AddColumn($"{comparison.Frames} frames");
        foreach (var column in (string[])["A", "B", "difference", $"{interval} interval", ""])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var figure in comparison.Figures)
        {
            var unit = figure.Figure.Unit;
            table.AddRow(
                new Text(figure.Figure.Name), new Text(TerminalReport.Text(figure.Figure.Value, unit)),
                new Text(TerminalReport.Text(figure.Other, unit)), new Text(Signed(figure.Difference, unit)),
                new Text($"{Signed(figure.Low, unit)} to {Signed(figure.High, unit)}"), Verdicts(figure.Verdict));
        }

        Console.Out.WriteLine($"A  {a.Header.Model} on {a.Header.Data}\nB  {b.Header.Model} on {b.Header.Data}");
        Terminal.Console.Write(table);
    }

    private static Text Verdicts(Verdict verdict) => verdict switch
    {
        Verdict.Better => new Text("better", new Style(Color.Green)),
        Verdict.Worse => new Text("worse", new Style(Color.Red)),
        _ => new Text("may be chance", new Style(Color.Grey)),
    };

    private static string Signed(double value, string unit) =>
        (value >= 0 ? "+" : "") + TerminalReport.Text(value, unit);

    private static void Write(string path, ResultComparison comparison)
    {
        try
        {
            using var stream = path == "-" ? Console.OpenStandardOutput() : File.Create(path);
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            json.WriteStartObject();
            json.WriteNumber("frames", comparison.Frames);
            json.WriteStartObject("figures");
            foreach (var figure in comparison.Figures)
            {
                json.WriteStartObject(figure.Figure.Name);
                json.WriteNumber("a", figure.Figure.Value);
                json.WriteNumber("b", figure.Other);
                json.WriteNumber("difference", figure.Difference);
                if (double.IsFinite(figure.Low))
                {
                    json.WriteNumber("low", figure.Low);
                    json.WriteNumber("high", figure.High);
                }

                json.WriteString("verdict", figure.Verdict.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write the comparison: {e.Message}");
        }
    }
}
