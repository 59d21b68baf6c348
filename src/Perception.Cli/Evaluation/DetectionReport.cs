using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Perception.Evaluation.Detection;
using Spectre.Console;

namespace Perception.Cli.Evaluation;

/// <summary>Figures of a detector as a table and as JSON.</summary>
internal static class DetectionReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(DetectionSummary summary, IReadOnlyList<string> classes, int images)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("").AddColumn(new TableColumn("AP50-95").RightAligned());
        foreach (var (classId, value) in summary.ByClass.OrderByDescending(pair => pair.Value)) table.AddRow(Markup.Escape(classes[classId]), Text(value));
        table.AddEmptyRow();
        table.AddRow("mean", Text(summary.MeanAveragePrecision));
        table.AddRow("at IoU 0.50", Text(summary.At50));
        table.AddRow("at IoU 0.75", Text(summary.At75));
        table.AddRow("small / medium / large", $"{Text(summary.Small)} / {Text(summary.Medium)} / {Text(summary.Large)}");
        table.AddRow("largest recall", Text(summary.Recall));
        table.AddRow("images", images.ToString(CultureInfo.InvariantCulture));
        AnsiConsole.Write(table);
    }

    public static void Write(string path, DetectionSummary summary, IReadOnlyList<string> classes, string model, string annotations, int images)
    {
        var byClass = new JsonObject();
        foreach (var (classId, value) in summary.ByClass) byClass[classes[classId]] = Number(value);
        var text = new JsonObject
        {
            ["model"] = model,
            ["annotations"] = annotations,
            ["images"] = images,
            ["mAP50_95"] = Number(summary.MeanAveragePrecision),
            ["mAP50"] = Number(summary.At50),
            ["mAP75"] = Number(summary.At75),
            ["mAP_small"] = Number(summary.Small),
            ["mAP_medium"] = Number(summary.Medium),
            ["mAP_large"] = Number(summary.Large),
            ["recall"] = Number(summary.Recall),
            ["AP_by_class"] = byClass,
        }.ToJsonString(Indented) + "\n";
        if (path == "-") Console.Out.Write(text);
        else File.WriteAllText(path, text);
    }

    private static string Text(double value) => double.IsNaN(value) ? "-" : value.ToString("F4", CultureInfo.InvariantCulture);

    // JSON has no NaN: what could not be measured is null.
    private static JsonNode? Number(double value) => double.IsNaN(value) ? null : JsonValue.Create(value);
}
