using System.Text;
using static Perception.Cli.Models.PlotPage;

namespace Perception.Cli.Models;

/// <summary>
/// Accuracy over the share of channels that are gone, a curve for each group, as a page that stands alone.
/// </summary>
internal static class SensitivityPlot
{
    private const int Left = 56, Top = 16, Width = 620, Height = 320, Named = 10;

    private const string Style = """
        polyline{fill:none;stroke-width:1.2;stroke:#b4bec8}polyline:hover{stroke-width:4}.named{stroke-width:2.2}
        """;

    private static readonly string[] Colours =
        ["#2f7de1", "#e07b1a", "#1fa968", "#d8434e", "#8b5cf0", "#0ea5b7", "#c2499d", "#8a8f1c", "#7a5c44", "#64748b"];

    /// <summary>The page.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="frames">How many were judged.</param>
    /// <param name="results">One for each figure.</param>
    public static string Html(string model, int frames, IReadOnlyList<PruneSensitivity> results) =>
        PlotPage.Html($"Pruning {model}", Style, $"""
            <h1>What pruning one group costs</h1>
            <p>{Escape(model)} on {frames} frames, not trained again: each curve is one group of channels, pruned alone. The {Named} most
            sensitive groups have names; hover for the others.</p>
            {string.Concat(results.Select(Chart))}
            """);

    private static string Chart(PruneSensitivity result)
    {
        var most = Math.Max(result.Groups.SelectMany(group => group.Values).Append(result.Whole).Max(), 1e-3) * 1.05;
        var svg = new StringBuilder();
        svg.Append(Text($"<h2>{Escape(result.Name)}</h2><svg viewBox=\"0 0 {Left + Width + 330} {Top + Height + 40}\" role=\"img\" aria-label=\"{Escape(result.Name)} over the share of channels that are gone\">\n"));
        for (var i = 0; i <= 4; i++)
        {
            var y = Y(most * i / 4, most);
            svg.Append(Text($"<line x1=\"{Left}\" x2=\"{Left + Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>"));
            svg.Append(Text($"<text class=\"dim\" x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{most * i / 4:0.000}</text>\n"));
        }

        foreach (var share in result.Shares.Prepend(0))
        {
            svg.Append(Text($"<text class=\"dim\" x=\"{X(share, result):0.#}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{100 * share:0} %</text>\n"));
        }

        svg.Append(Text($"<text class=\"dim\" x=\"{Left + Width / 2}\" y=\"{Top + Height + 36}\" text-anchor=\"middle\">channels of the group that are gone</text>\n"));
        var ordered = result.Ordered().ToList();

        // Drawn from the least sensitive on, so that named curves lie on top.
        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            var (group, values) = ordered[i];
            var points = result.Shares.Prepend(0).Zip(values.Prepend(result.Whole),
                (share, value) => Text($"{X(share, result):0.#},{Y(value, most):0.#}"));
            var style = i < Named ? $" class=\"named\" style=\"stroke:{Colours[i]}\"" : "";
            svg.Append($"<polyline points=\"{string.Join(' ', points)}\"{style}><title>{Escape(group.Name)}, " +
                $"{group.Lanes.Count} channels: " +
                $"{string.Join(", ", values.Select(FigureText.Number))}</title></polyline>\n");
            if (i >= Named) continue;
            var y = Top + 14 + 18 * i;
            svg.Append(Text($"<line x1=\"{Left + Width + 14}\" x2=\"{Left + Width + 34}\" y1=\"{y - 4}\" y2=\"{y - 4}\" style=\"stroke:{Colours[i]};stroke-width:3\"/>"));
            svg.Append(Text($"<text x=\"{Left + Width + 40}\" y=\"{y}\">{Escape(Shortened(group.Name, 42))}</text>\n"));
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static double X(double share, PruneSensitivity result) => Left + Width * share / result.Shares[^1];

    private static double Y(double value, double most) =>
        Top + Height * (1 - (double.IsFinite(value) ? Math.Clamp(value / most, 0, 1) : 0));
}
