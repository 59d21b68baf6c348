using System.Globalization;
using Perception.Evaluation.Figures;

namespace Perception.Cli.Models;

/// <summary>Figures of a quantized network beside those in float.</summary>
internal static class FigureText
{
    public static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>mAP 50 0.2839, mIoU 0.4418.</summary>
    public static string Line(IEnumerable<Headline> figures) =>
        string.Join(", ", figures.Select(figure => $"{figure.Name} {Number(figure.Value)}"));

    /// <summary>For each figure: in float, in 8 bits, and the change as a share of the first.</summary>
    public static string Compared(IReadOnlyList<Headline> exact, IReadOnlyList<Headline> found) =>
        string.Join('\n', exact.Zip(found, (before, after) => string.Create(CultureInfo.InvariantCulture,
            $"{before.Name,-18} {before.Value:F4} in float, {after.Value:F4} in 8 bits " +
            $"({100 * (after.Value / before.Value - 1):+0.00;-0.00;0.00} %)")));
}
