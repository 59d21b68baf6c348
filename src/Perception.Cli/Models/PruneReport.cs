using System.Globalization;
using System.Text.Json.Nodes;
using Perception.Cli.Output;
using Perception.Toolchain.Graphs;
using Perception.Toolchain.Pruning;
using Spectre.Console;

namespace Perception.Cli.Models;

/// <summary>What was pruned, for people and for those who train the rest again.</summary>
internal static class PruneReport
{
    public static void Print(GraphModel before, PrunedModel after, string target)
    {
        var (whole, rest) = (Cost(before), Cost(after.Model));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {rest.GigaFlops:F3} of " +
            $"{whole.GigaFlops:F3} GFLOP ({rest.GigaFlops / whole.GigaFlops:P0}), " +
            $"{rest.Parameters:N0} of {whole.Parameters:N0} parameters " +
            $"({(double)rest.Parameters / whole.Parameters:P0})"));
        var table = new Table().Border(TableBorder.Simple).AddColumn("channels written by")
            .AddColumn(new TableColumn("were").RightAligned()).AddColumn(new TableColumn("are").RightAligned());
        foreach (var (group, kept) in after.Groups)
        {
            var more = group.Writers.Count > 1 ? $" and {group.Writers.Count - 1} more" : "";
            table.AddRow(Markup.Escape(group.Name + more), $"{group.Lanes.Count}", $"{kept}");
        }

        Terminal.Console.Write(table);
    }

    /// <summary>The plan: for every convolution which channels are left.</summary>
    public static void Write(string file, string model, GraphModel before, PrunedModel after, PruneOptions options) =>
        ReportFile.Write(file, new JsonObject
        {
            ["model"] = model,
            ["criterion"] = options.Criterion.ToString().ToLowerInvariant(),
            ["budget"] = options.Budget,
            ["budget_counts"] = options.CountsParameters ? "parameters" : "multiply_adds",
            ["multiple"] = options.Multiple,
            ["before"] = Json(Cost(before)),
            ["after"] = Json(Cost(after.Model)),
            ["layers"] = new JsonArray([.. after.Layers.Select(layer => (JsonNode)new JsonObject
        {
            ["name"] = layer.Name,
            ["outputs_before"] = layer.OutputsBefore,
            ["inputs_before"] = layer.InputsBefore,
            ["outputs"] = new JsonArray([.. layer.Outputs.Select(channel => (JsonNode)channel)]),
            ["inputs"] = new JsonArray([.. layer.Inputs.Select(channel => (JsonNode)channel)]),
        })]),
        });

    private static JsonObject Json(GraphCost cost) => new()
    {
        ["gflop"] = cost.GigaFlops,
        ["multiply_adds"] = cost.MultiplyAdds,
        ["parameters"] = cost.Parameters,
    };

    private static GraphCost Cost(GraphModel model) => GraphCost.Of(model, ShapeInference.Infer(model));
}
