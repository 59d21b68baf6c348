using System.Globalization;
using Perception.Evaluation.Figures;

namespace Perception.Cli.Models;

/// <summary>How much of each guarded figure may be lost.</summary>
/// <param name="Amount">Of the figure, or of its value in float.</param>
/// <param name="IsRelative">Whether it is a share of the value in float.</param>
internal readonly record struct AccuracyBudget(double Amount, bool IsRelative)
{
    /// <summary>Reads 0.01 or 0.5%; null for anything else.</summary>
    public static AccuracyBudget? TryParse(string text)
    {
        var relative = text.EndsWith('%');
        var isNumber = double.TryParse(relative ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture,
            out var value);
        return isNumber && value >= 0 && value <= (relative ? 100 : 1)
            ? new AccuracyBudget(relative ? value / 100 : value, relative)
            : null;
    }

    /// <summary>Whether what is guarded is as good as in float, but for the budget.</summary>
    public bool Allows(IReadOnlyList<Headline> exact, IReadOnlyList<Headline> found, IEnumerable<string> guarded)
    {
        var (amount, relative) = (Amount, IsRelative);
        return guarded.All(name =>
        {
            var (before, after) = (Value(exact, name), Value(found, name));
            return double.IsNaN(before) || after >= before - (relative ? amount * before : amount);
        });
    }

    public override string ToString() => IsRelative ? string.Create(CultureInfo.InvariantCulture, $"{100 * Amount} %")
        : Amount.ToString(CultureInfo.InvariantCulture);

    private static double Value(IReadOnlyList<Headline> figures, string name)
    {
        foreach (var figure in figures)
        {
            if (figure.Name == name) return figure.Value;
        }

        return double.NaN;
    }
}
