using System.Globalization;
using System.Text.Json.Nodes;
using Perception.Cli.Output;
using Perception.Toolchain.Pruning;
using Spectre.Console;

namespace Perception.Cli.Models;

/// <summary>What accuracy is left when each group of channels is pruned alone.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Whole">Its value without pruning.</param>
/// <param name="Shares">Shares of a group's channels that were taken out, ascending.</param>
/// <param name="Groups">Values of the figure for each share.</param>
internal sealed record PruneSensitivity(
    string Name, double Whole, IReadOnlyList<double> Shares,
    IReadOnlyList<(ChannelGroup Group, IReadOnlyList<double> Values)> Groups)
{
    /// <summary>The most sensitive group first.</summary>
    public IEnumerable<(ChannelGroup Group, IReadOnlyList<double> Values)> Ordered() =>
        Groups.OrderBy(group => group.Values[^1]);

    public void Print()
    {
        Console.WriteLine($"{Name}: {FigureText.Number(Whole)}; with one group pruned by");
        var table = new Table().Border(TableBorder.Simple).AddColumn("group")
            .AddColumn(new TableColumn("channels").RightAligned());
        foreach (var share in Shares) table.AddColumn(new TableColumn(Percent(share)).RightAligned());
        foreach (var (group, values) in Ordered())
            table.AddRow([Markup.Escape(group.Name), $"{group.Lanes.Count}", .. values.Select(FigureText.Number)]);
        Terminal.Console.Write(table);
    }

    /// <summary>Writes results, as a page with curves where the file's name ends in .html, as JSON otherwise.</summary>
    public static void Write(string file, string model, int frames, IReadOnlyList<PruneSensitivity> results)
    {
        if (file.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
        {
            ReportFile.Write(file, SensitivityPlot.Html(Path.GetFileName(model), frames, results));
            return;
        }

        ReportFile.Write(file, new JsonObject
        {
            ["model"] = model,
            ["frames"] = frames,
            ["figures"] = new JsonArray([.. results.Select(result => (JsonNode)new JsonObject
            {
                ["name"] = result.Name,
                ["whole"] = result.Whole,
                ["shares"] = Array(result.Shares),
                ["groups"] = new JsonArray([.. result.Groups.Select(group => (JsonNode)new JsonObject
                {
                    ["name"] = group.Group.Name,
                    ["channels"] = group.Group.Lanes.Count,
                    ["values"] = Array(group.Values),
                })]),
            })]),
        });
    }

    internal static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static JsonArray Array(IReadOnlyList<double> values) =>
        new([.. values.Select(value => double.IsFinite(value) ? (JsonNode)Math.Round(value, 5) : null)]);
}
