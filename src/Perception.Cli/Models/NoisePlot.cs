using System.Text;
using Perception.Toolchain.Quantization;
using static Perception.Cli.Models.PlotPage;

namespace Perception.Cli.Models;

/// <summary>Signal to noise of every layer as a page that stands alone: bars in inline SVG, no script.</summary>
internal static class NoisePlot
{
    private const int Row = 15, Left = 430, Bars = 560, Top = 34, Tick = 10;
    private const double Weak = 15, Fair = 25;

    private const string Style =
        ".good{fill:#1fa968}.fair{fill:#e0a31a}.weak{fill:#d8434e}.float{fill:#9aa5b1}";

    /// <summary>The page.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="settings">How it was quantized.</param>
    /// <param name="layers">In the order in which they run; outputs of the network have no operator.</param>
    /// <param name="floatNodes">Layers that were left in float.</param>
    public static string Html(string model, string settings, IReadOnlyList<LayerNoise> layers,
        IReadOnlySet<string> floatNodes)
    {
        var most = Math.Max(40, Math.Ceiling(layers.Select(Decibels).Max() / Tick) * Tick);
        var height = Top + Row * layers.Count + 10;
        var svg = new StringBuilder();
        svg.Append(Text($"<svg viewBox=\"0 0 {Left + Bars + 60} {height}\" role=\"img\" aria-label=\"signal to noise by layer\">\n"));
        for (var tick = 0.0; tick <= most; tick += Tick)
        {
            svg.Append(Text($"<line x1=\"{X(tick, most):0.#}\" x2=\"{X(tick, most):0.#}\" y1=\"{Top - 8}\" y2=\"{height - 6}\"/>"));
            svg.Append(Text($"<text class=\"dim\" x=\"{X(tick, most):0.#}\" y=\"{Top - 14}\" text-anchor=\"middle\">{tick} dB</text>\n"));
        }

        for (var i = 0; i < layers.Count; i++)
        {
            var (layer, y) = (layers[i], Top + Row * i);
            var name = layer.Operator.Length > 0 ? layer.Name : $"output {layer.Name}";
            svg.Append(Text($"<g><title>{Escape(name)}: {layer.SignalToNoiseDecibels:F1} dB</title>"));
            svg.Append(
                Text($"<text x=\"{Left - 8}\" y=\"{y + 10}\" text-anchor=\"end\">{Escape(Shortened(name, 60))}</text>"));
            svg.Append(Text($"<rect class=\"{ClassOf(layer, floatNodes)}\" x=\"{Left}\" y=\"{y}\" width=\"{X(Decibels(layer), most) - Left:0.#}\" height=\"{Row - 3}\"/>"));
            svg.Append(Text($"<text class=\"dim\" x=\"{X(Decibels(layer), most) + 5:0.#}\" y=\"{y + 10}\">{layer.SignalToNoiseDecibels:F1}</text></g>\n"));
        }

        return PlotPage.Html($"Signal to noise of {model}", Style, $"""
            <h1>Signal to noise by layer</h1>
            <p>{Escape(model)} in 8 bits: {Escape(settings)}. Power of what each layer gives in float over that of the difference, with all
            rounding before it, in the order in which layers run.</p>
            <p>{Legend("good", $"from {Fair} dB on")}{Legend("fair", $"{Weak} to {Fair} dB")}{Legend("weak", $"below {Weak} dB")}{Legend("float", "left in float")}</p>
            {svg}</svg>
            """);
    }

    private static string ClassOf(LayerNoise layer, IReadOnlySet<string> floatNodes) =>
        floatNodes.Contains(layer.Name) ? "float"
        : layer.SignalToNoiseDecibels >= Fair ? "good" : layer.SignalToNoiseDecibels >= Weak ? "fair" : "weak";

    private static string Legend(string name, string text) =>
        $"<svg style=\"width:.8em;height:.8em;margin:0 .3em 0 1em\" viewBox=\"0 0 1 1\"><rect class=\"{name}\" " +
        $"width=\"1\" height=\"1\"/></svg>{text}";

    // A layer that rounding does not touch has no noise to speak of.
    private static double Decibels(LayerNoise layer) =>
        double.IsFinite(layer.SignalToNoiseDecibels) ? Math.Clamp(layer.SignalToNoiseDecibels, 0, 80) : 0;

    private static double X(double decibels, double most) => Left + Bars * Math.Min(decibels / most, 1);
}
