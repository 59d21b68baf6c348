using System.Globalization;
using System.Text;

namespace Perception.Toolchain.Profiling;

/// <summary>Speeds of convolutions by channels as a page: which numbers of channels a machine likes.</summary>
public static class SweepPage
{
    private const int Cell = 56, Left = 70, Top = 46;

    /// <summary>Writes the page.</summary>
    /// <param name="channels">Of rows (input) and columns (output).</param>
    /// <param name="speeds">GFLOP/s, as <see cref="ConvolutionSpeed.Sweep"/> gives them.</param>
    /// <param name="about">Kernel, size of maps, machine.</param>
    public static string Write(IReadOnlyList<int> channels, double[,] speeds, string about)
    {
        var best = Math.Max(speeds.Cast<double>().Max(), 1e-9);
        var svg = new StringBuilder();
        for (var row = 0; row < channels.Count; row++)
        {
            var y = Top + row * Cell;
            svg.Append(Text($"<text x=\"{Left - 8}\" y=\"{y + 33}\" text-anchor=\"end\">{channels[row]}</text>"))
                .Append(Text($"<text x=\"{Left + row * Cell + Cell / 2}\" y=\"{Top - 8}\" text-anchor=\"middle\">{channels[row]}</text>"));
            for (var column = 0; column < channels.Count; column++)
            {
                var (x, speed) = (Left + column * Cell, speeds[row, column]);
                svg.Append(
                    Text($"<g><title>{channels[row]} to {channels[column]} channels: {speed:F1} GFLOP/s</title>"))
                    .Append(Text($"<rect x=\"{x}\" y=\"{y}\" width=\"{Cell - 2}\" height=\"{Cell - 2}\" fill=\"{ProfilePage.Colour(speed / best)}\"/>"))
                    .Append(Text($"<text x=\"{x + Cell / 2 - 1}\" y=\"{y + 32}\" text-anchor=\"middle\" fill=\"{(speed / best > 0.6 ? "#ffffff" : "#1c2430")}\">{speed:F0}</text></g>"));
            }
        }

        var side = channels.Count * Cell;
        return Page.Head("Convolutions by channels") +
            Text($"<h1>GFLOP/s of a convolution by its channels</h1><p>{Page.Escape(about)}; the best is {best:F1} GFLOP/s.</p>") +
            Text($"<svg viewBox=\"0 0 {Left + side + 10} {Top + side + 10}\" style=\"max-width:{Left + side + 10}px\" role=\"img\" aria-label=\"speed by channels\">") +
            Text($"<text x=\"{Left + side / 2}\" y=\"14\" text-anchor=\"middle\">output channels</text>") +
            Text($"<text transform=\"translate(16 {Top + side / 2}) rotate(-90)\" text-anchor=\"middle\">input channels</text>{svg}</svg></body></html>\n");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
