using System.Text;

namespace Perception.Evaluation.Reports;

/// <summary>Lines over two axes as inline SVG, with a legend below.</summary>
internal sealed class LineChart(string acrossTitle, string upTitle, double acrossEnd, double upEnd)
{
    private const double Width = 460;
    private const double Height = 300;
    private const double Left = 40;
    private const double Right = 10;
    private const double Top = 10;
    private const double Bottom = 38;

    private readonly StringBuilder _lines = new();
    private readonly StringBuilder _legend = new();

    public void Add(string name, string colour, IEnumerable<(double Across, double Up)> points, bool dashed = false)
    {
        var path = string.Join(' ', points.Select(point => $"{Html.Place(X(point.Across))},{Html.Place(Y(point.Up))}"));
        _lines.Append($"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" " +
            "stroke-linejoin=\"round\"" +
            $"{(dashed ? " stroke-dasharray=\"6 4\"" : "")}/>");
        _legend.Append($"<span><i style=\"background:{colour}\"></i>{Html.Escape(name)}</span>");
    }

    /// <summary>A line from the lower to the upper edge.</summary>
    public void Mark(double across, string label) => _lines.Append(
        $"<line class=\"axis\" stroke-dasharray=\"2 3\" x1=\"{Html.Place(X(across))}\" " +
        $"x2=\"{Html.Place(X(across))}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>" +
        $"<text x=\"{Html.Place(X(across) + 4)}\" y=\"{Top + 11}\">{Html.Escape(label)}</text>");

    public override string ToString()
    {
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" " +
            $"aria-label=\"{Html.Escape($"{upTitle} over {acrossTitle}")}\">");
        foreach (var tick in Ticks(upEnd))
        {
            svg.Append($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Html.Place(Y(tick))}\" " +
                $"y2=\"{Html.Place(Y(tick))}\"/>");
            svg.Append(
                $"<text x=\"{Left - 6}\" y=\"{Html.Place(Y(tick) + 4)}\" text-anchor=\"end\">{tick:0.##}</text>");
        }

        foreach (var tick in Ticks(acrossEnd))
        {
            svg.Append($"<text x=\"{Html.Place(X(tick))}\" y=\"{Height - Bottom + 16}\" " +
                $"text-anchor=\"middle\">{tick:0.##}</text>");
        }

        svg.Append($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" " +
            $"text-anchor=\"middle\">{Html.Escape(acrossTitle)}</text>");
        return svg.Append(_lines).Append("</svg>").Append($"<div class=\"legend\">{_legend}</div>").ToString();
    }

    // Four to eight round numbers: 1, 2 or 5 times a power of ten apart.
    private static IEnumerable<double> Ticks(double end)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(end / 4)));
        var step = power * ((end / 4 / power) switch { >= 5 => 5, >= 2 => 2, _ => 1 });
        for (var i = 0; i * step <= end * 1.0001; i++)
        {
            yield return i * step;
        }
    }

    private double X(double across) => Left + (Width - Left - Right) * Math.Clamp(across / acrossEnd, 0, 1);

    private double Y(double up) => Height - Bottom - (Height - Top - Bottom) * Math.Clamp(up / upEnd, 0, 1);
}
