using System.Globalization;
using System.Text;

namespace Perception.Toolchain.Profiling;

/// <summary>A profile as a page that needs nothing else: a flame of layers, and the table behind it.</summary>
public static class ProfilePage
{
    private const double Width = 1200, RowHeight = 26, LeastLabel = 34, CharacterWidth = 6.6;

    /// <summary>Writes the page.</summary>
    /// <param name="profile">What was measured.</param>
    /// <param name="peak">GFLOP/s that count as all that the machine can.</param>
    /// <param name="title">The network.</param>
    /// <param name="machine">Where it was measured.</param>
    public static string Write(LayerProfile profile, double peak, string title, string machine)
    {
        var tree = FlameTree.Of(profile);
        var svg = new StringBuilder();
        Draw(svg, tree, 0, 0, Width / Math.Max(tree.Ms, 1e-9), peak, tree.Ms);
        var page = new StringBuilder(Page.Head($"Profile of {title}"));
        page.Append(Text($"<h1>{Page.Escape(title)}</h1><p>{profile.RunMs:F2} ms a run (median of {profile.Runs}), {profile.KernelMs:F2} ms of it in kernels; "))
            .Append(
            Text($"{profile.Cost.GigaFlops:F3} GFLOP, so {profile.Cost.GigaFlops / profile.RunMs * 1000:F1} GFLOP/s, "))
            .Append(Text($"{profile.Cost.GigaFlops / profile.RunMs * 1000 / peak:P0} of {peak:F0}. {Page.Escape(machine)}.</p>"))
            .Append(Text($"<svg viewBox=\"0 0 {Width} {tree.Depth * RowHeight}\" role=\"img\" aria-label=\"time by layer\">{svg}</svg>"))
            .Append("<p class=\"legend\"><i style=\"background:")
            .Append(Colour(0.02)).Append("\"></i>far below the peak <i style=\"background:").Append(Colour(0.5))
            .Append("\"></i>half of it <i style=\"background:").Append(Colour(1))
            .Append("\"></i>the peak <i style=\"background:#b8bfc9\"></i>not arithmetic. Width is time; ")
            .Append("point at a box for its figures.</p>");
        Table(page, profile, peak);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Draw(StringBuilder svg, FlameTree tree, double x, int row, double scale, double peak,
        double total)
    {
        var width = tree.Ms * scale;
        if (width < 0.15) return;
        var layer = tree.Layer;
        var efficiency = layer?.IsProduct == true ? layer.GigaFlopsPerSecond / peak : null;
        var colour = layer is null ? "#dfe5ee" : efficiency is { } share ? Colour(share) : "#b8bfc9";
        var about = layer is null ? Text($"{tree.Name}: {tree.Ms:F3} ms, {tree.Ms / total:P1}")
            : Text($"{tree.Name} ({layer.Operator}): {tree.Ms:F3} ms, {tree.Ms / total:P1}") + (efficiency is null ? "" : Text($", {layer.GigaFlopsPerSecond:F1} GFLOP/s, {efficiency:P0} of the peak"));
        svg.Append(Text($"<g><title>{Page.Escape(about)}</title><rect x=\"{x:F1}\" y=\"{row * RowHeight:F0}\" width=\"{width:F1}\" height=\"{RowHeight - 1:F0}\" fill=\"{colour}\"/>"));
        if (width >= LeastLabel)
        {
            var label =
                Short(layer is null ? tree.Name : tree.Name.Split('/')[^1], (int)((width - 8) / CharacterWidth));
            var ink = efficiency is > 0.6 ? "#ffffff" : "#1c2430";
            svg.Append(Text($"<text x=\"{x + 4:F1}\" y=\"{row * RowHeight + 17:F0}\" fill=\"{ink}\">{Page.Escape(label)}</text>"));
        }

        svg.Append("</g>");
        foreach (var child in tree.Children)
        {
            Draw(svg, child, x, row + 1, scale, peak, total);
            x += child.Ms * scale;
        }
    }

    private static void Table(StringBuilder page, LayerProfile profile, double peak)
    {
        page.Append("<table><tr><th>layer</th><th>kernel</th><th>gives</th><th>ms</th><th>p95</th><th>share</th><th>GFLOP</th><th>GFLOP/s</th><th>of the peak</th></tr>");
        foreach (var layer in profile.Layers.OrderByDescending(layer => layer.MedianMs))
        {
            page.Append(Text($"<tr><td>{Page.Escape(layer.Name)}</td><td>{Page.Escape(layer.Operator)}</td><td>{(layer.Cost is null ? "" : Page.Escape(Graphs.Shapes.Text(layer.Cost.Output.Shape)))}</td>"))
                .Append(Text($"<td>{layer.MedianMs:F3}</td><td>{layer.P95Ms:F3}</td><td>{layer.MedianMs / profile.KernelMs:P1}</td>"))
                .Append(layer.IsProduct ? Text($"<td>{layer.Cost!.GigaFlops:F4}</td><td>{layer.GigaFlopsPerSecond:F1}</td><td>{layer.GigaFlopsPerSecond / peak:P0}</td></tr>") : "<td></td><td></td><td></td></tr>");
        }

        page.Append("</table>");
    }

    /// <summary>
    /// From orange, for a machine that waits, over yellow-green to deep blue, for one that works; apart for the
    /// colour-blind, too.
    /// </summary>
    internal static string Colour(double share)
    {
        (double At, int R, int G, int B)[] stops =
            [(0, 0xf2, 0x8e, 0x2b), (0.25, 0xf6, 0xd5, 0x6b), (0.5, 0x6f, 0xb7, 0xa8), (1, 0x1d, 0x4e, 0x89)];
        share = Math.Clamp(share, 0, 1);
        var i = 0;
        while (share > stops[i + 1].At) i++;
        var t = (share - stops[i].At) / (stops[i + 1].At - stops[i].At);
        int Mix(int a, int b) => (int)Math.Round(a + (b - a) * t);
        return $"#{Mix(stops[i].R, stops[i + 1].R):x2}{Mix(stops[i].G, stops[i + 1].G):x2}{Mix(stops[i].B, stops[i + 1].B):x2}";
    }

    private static string Short(string text, int characters) =>
        text.Length <= characters ? text : characters < 2 ? "" : text[..(characters - 1)] + "…";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
