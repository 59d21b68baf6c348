using Perception.Evaluation.Figures;
using Perception.Toolchain.Pruning;

namespace Perception.Cli.Models;

/// <summary>Figures of a network of which one group of channels was pruned, for each group and share.</summary>
/// <param name="Whole">Figures without pruning.</param>
/// <param name="Shares">Shares of a group's channels that were taken out, ascending.</param>
/// <param name="Groups">Figures for each share.</param>
internal sealed record PruneTrials(
    IReadOnlyList<Headline> Whole, IReadOnlyList<double> Shares,
    IReadOnlyList<(ChannelGroup Group, IReadOnlyList<IReadOnlyList<Headline>> Figures)> Groups)
{
    /// <summary>Prunes and measures, a line at a time.</summary>
    public static PruneTrials Measure(
        Pruner pruner, NetworkAccuracy accuracy, IReadOnlyList<double> shares, PruneCriterion criterion)
    {
        var whole = accuracy.Measure(pruner.Prepared);
        Console.WriteLine($"whole, on {accuracy.Frames} frames: {FigureText.Line(whole)}");
        var groups = new List<(ChannelGroup, IReadOnlyList<IReadOnlyList<Headline>>)>();
        foreach (var group in pruner.Groups)
        {
            IReadOnlyList<Headline>[] figures =
                [.. shares.Select(share => accuracy.Measure(pruner.RunAlone(group, share, criterion).Model))];
            groups.Add((group, figures));
            Console.WriteLine($"{group.Name} without {PruneSensitivity.Percent(shares[^1])} of {group.Lanes.Count} " +
                $"channels: {FigureText.Line(figures[^1])}");
        }

        return new PruneTrials(whole, shares, groups);
    }

    /// <summary>The same for one figure.</summary>
    public PruneSensitivity Of(string figure) => new(figure, Value(Whole, figure), Shares,
        [.. Groups.Select(group =>
            (group.Group, (IReadOnlyList<double>)[.. group.Figures.Select(found => Value(found, figure))]))]);

    /// <summary>What share of its value a figure loses, mean over all figures, for every group.</summary>
    public IReadOnlyList<GroupLoss> Losses() => [.. Groups.Select(group => new GroupLoss(group.Group,
        [.. Shares.Zip(group.Figures, (share, found) => (share, MeanLoss(found)))]))];

    private double MeanLoss(IReadOnlyList<Headline> found) => Whole
        .Where(figure => figure.Value > 0)
        .Select(figure => (figure.IsError ? 1 : -1) * (Value(found, figure.Name) / figure.Value - 1))
        .Select(loss => double.IsNaN(loss) ? 1 : Math.Clamp(loss, 0, 1))
        .DefaultIfEmpty(0).Average();

    private static double Value(IReadOnlyList<Headline> figures, string name) =>
        figures.FirstOrDefault(figure => figure.Name == name, new Headline(name, double.NaN)).Value;
}
