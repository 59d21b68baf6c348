using System.Globalization;
using System.Text.Json.Nodes;
using Perception.Toolchain;
using Perception.Toolchain.Graphs;
using Spectre.Console;

namespace Perception.Cli.Models;

/// <summary>A network's description as tables and as JSON.</summary>
internal static class DescriptionReport
{
    public static void Print(string path, ModelDescription description, bool layers)
    {
        var cost = description.Cost;
        Console.WriteLine($"{path}: operator set {description.Model.Opset}, written by " +
            $"{(description.Model.Producer is { Length: > 0 } name ? name : "unknown")}");
        foreach (var input in description.Model.Inputs) Console.WriteLine($"  takes {input}");
        foreach (var output in description.Model.Outputs) Console.WriteLine($"  gives {Known(output, description)}");
        Console.WriteLine(
            $"  is    {string.Join(", ", description.OperatorCounts.Select(pair => $"{pair.Count} {pair.Operator}"))}");
        Console.WriteLine(Text($"  holds {cost.Parameters:N0} parameters in {Bytes(cost.WeightBytes)}; ") +
            $"activations take {Bytes(cost.PeakActivationBytes)} at most");
        Console.WriteLine($"  costs {Number(cost.MultiplyAdds / 1e9)} G multiply-adds, " +
            $"{Number(cost.GigaFlops)} GFLOP (a multiply-add is two)");
        if (description.HasOpenInputs) Console.WriteLine("  with open dimensions taken as 1");
        if (layers) PrintLayers(description);
    }

    public static void Write(string path, string model, ModelDescription description)
    {
        var operators = new JsonObject();
        foreach (var (name, count) in description.OperatorCounts) operators[name] = count;
        var cost = description.Cost;
        ReportFile.Write(path, new JsonObject
        {
            ["model"] = model,
            ["opset"] = description.Model.Opset,
            ["inputs"] = new JsonArray([.. description.Model.Inputs.Select(Json)]),
            ["outputs"] =
                new JsonArray([.. description.Model.Outputs.Select(output => Json(Known(output, description)))]),
            ["operators"] = operators,
            ["parameters"] = cost.Parameters,
            ["weight_bytes"] = cost.WeightBytes,
            ["peak_activation_bytes"] = cost.PeakActivationBytes,
            ["multiply_adds"] = cost.MultiplyAdds,
            ["gflop"] = cost.GigaFlops,
            ["layers"] = new JsonArray([.. cost.Layers.Select(layer => (JsonNode)new JsonObject
            {
                ["name"] = layer.Node.Name,
                ["operator"] = layer.Node.OperatorType,
                ["output"] = Json(layer.Output),
                ["multiply_adds"] = layer.MultiplyAdds,
                ["gflop"] = layer.GigaFlops,
                ["parameters"] = layer.Parameters,
                ["activation_bytes"] = layer.ActivationBytes,
            })]),
        });
    }

    private static void PrintLayers(ModelDescription description)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("layer").AddColumn("operator").AddColumn("gives");
        foreach (var title in (string[])["M multiply-adds", "share", "parameters", "kB moved"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }
        var total = description.Cost.MultiplyAdds;
        foreach (var layer in description.Cost.Layers)
        {
            table.AddRow(Markup.Escape(layer.Node.Name), layer.Node.OperatorType,
                Markup.Escape(Shapes.Text(layer.Output.Shape)),
                Number(layer.MultiplyAdds / 1e6), total > 0 ? Text($"{layer.MultiplyAdds / (double)total:P1}") : "-",
                Text($"{layer.Parameters:N0}"), Number((layer.ActivationBytes + layer.ParameterBytes) / 1e3));
        }

        // One line a layer, however long names are, where the output goes into a file.
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = 400;
        console.Write(table);
    }

    // A shape that the file leaves open may follow from the input.
    private static ValueInfo Known(ValueInfo output, ModelDescription description) =>
        output.IsStatic ? output : description.Shapes.GetValueOrDefault(output.Name) ?? output;

    private static JsonNode Json(ValueInfo value) => new JsonObject
    {
        ["name"] = value.Name,
        ["type"] = value.Type.Spelling(),
        ["shape"] = value.Shape is null
            ? null
            : new JsonArray([.. value.Shape.Select(dimension => (JsonNode)dimension)]),
    };

    private static string Bytes(long? bytes) =>
        bytes is null ? "unknown many bytes" : Text($"{bytes / 1048576.0:F2} MiB");

    private static string Number(double? value) => value is null ? "-" : Text($"{value:F3}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
