using System.CommandLine;
using System.Text.Json;
using Perception.Cli.Doctor;
using Perception.Cli.Output;
using Spectre.Console;

namespace Perception.Cli.Commands;

/// <summary><c>perception doctor</c>: what is here, what would fail, and how to mend it.</summary>
internal static class DoctorCommand
{
    public static Command Create(string[] rosArguments)
    {
        var models = new Argument<string[]>("MODELS")
        {
            Description = "models, or folders of them, to check too",
            Arity = ArgumentArity.ZeroOrMore
        };
        var json = Options.Flag("--json", "print the findings as JSON");
        var command = new Command("doctor", "Looks for what would fail on this machine, and says how to mend it.")
        {
            models, json
        };
        command.SetAction(result =>
        {
            Finding[] findings =
            [
                .. SystemChecks.Run(), .. LibraryChecks.Run(), .. DeviceChecks.Run(),
                .. ModelChecks.Run(result.GetValue(models) ?? []), .. PeerChecks.Run(rosArguments),
            ];
            if (result.GetValue(json)) Write(findings);
            else Print(findings);
            return findings.Any(finding => finding.Health == Health.Broken)
                ? ExitCode.PartialFailure
                : ExitCode.Success;
        });
        return command;
    }

    private static void Print(Finding[] findings)
    {
        foreach (var area in findings.GroupBy(finding => finding.Area))
        {
            Terminal.Console.Write(new Text($"\n{area.Key}\n", new Style(decoration: Decoration.Bold)));
            var width = area.Max(finding => finding.Name.Length);
            foreach (var finding in area)
            {
                var (mark, style) = finding.Health switch
                {
                    Health.Good => ("ok", new Style(Color.Green)),
                    Health.Warning => ("!", new Style(Color.Yellow)),
                    Health.Broken => ("FAIL", new Style(Color.Red, decoration: Decoration.Bold)),
                    _ => ("-", new Style(Color.Grey)),
                };
                Line(new Text($"  {mark,-5}", style), $"{finding.Name.PadRight(width)}  {finding.Detail}");
                if (finding.Remedy.Length > 0)
                {
                    Line(new Text("       ", style), $"{new string(' ', width)}  -> {finding.Remedy}");
                }
            }
        }

        var (broken, warnings) = (findings.Count(finding => finding.Health == Health.Broken),
            findings.Count(finding => finding.Health == Health.Warning));
        Console.WriteLine(
            broken + warnings == 0 ? "\nNothing to mend." : $"\n{broken} would fail, {warnings} to look at.");
    }

    // Lines are not folded: who copies a remedy wants it whole.
    private static void Line(Text mark, string text)
    {
        Terminal.Console.Write(mark);
        Console.Out.WriteLine(text);
    }

    private static void Write(Finding[] findings)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartArray();
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("area", finding.Area);
            json.WriteString("name", finding.Name);
            json.WriteString("health", finding.Health.ToString().ToLowerInvariant());
            json.WriteString("detail", finding.Detail);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
