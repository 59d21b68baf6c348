using System.Globalization;
using System.Text.Json.Nodes;
using Perception.Toolchain.Editing;

namespace Perception.Cli.Models;

/// <summary>What was changed in a network, for people and programs.</summary>
internal static class EditReport
{
    public static void Print(string path, IReadOnlyList<EditStep> steps)
    {
        foreach (var step in steps) Console.WriteLine($"{Verdict(step)}: {step.What}{Measured(step)}");
        Console.WriteLine(
            steps.Count == 0 ? $"nothing was found to change; {path} is as the model was" : $"written to {path}");
    }

    public static void Write(string file, string model, string output, IReadOnlyList<EditStep> steps) =>
        ReportFile.Write(file, new JsonObject
        {
            ["model"] = model,
            ["output"] = output,
            ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)new JsonObject
        {
            ["what"] = step.What,
            ["effect"] = Verdict(step),
            ["relative_difference"] = step.Difference is { } difference && double.IsFinite(difference)
                ? difference
                : null,
        })]),
        });

    private static string Verdict(EditStep step) => step.Effect switch
    {
        EditEffect.Exact => "exact",
        EditEffect.Approximate => "to be evaluated",
        _ => "needs retraining",
    };

    private static string Measured(EditStep step) => step.Difference is { } difference
        ? string.Create(CultureInfo.InvariantCulture,
            $" (outputs differ by {difference:G2} of their largest value)") : "";
}
