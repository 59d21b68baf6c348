namespace Perception.Toolchain.Pruning;

/// <summary>
/// How many channels each group keeps when what is computed has a price in accuracy: the number with the least sum of
/// what is lost and what is paid (Lagrange's multiplier; Everett, 1963).
/// </summary>
/// <param name="groups">For each group its choices.</param>
internal sealed class ChannelPrices(IEnumerable<IReadOnlyList<ChannelPrices.Choice>> groups)
{
    private readonly IReadOnlyList<IReadOnlyList<Choice>> _groups = [.. groups];

    /// <summary>A number of channels, what accuracy it costs, and what share of the whole is then computed.</summary>
    public readonly record struct Choice(int Kept, double Loss, double Cost);

    /// <summary>Prices from next to nothing to prohibitive, ascending.</summary>
    public static IReadOnlyList<double> All { get; } =
        [.. Enumerable.Range(0, 601).Select(i => Math.Pow(10, i / 50.0 - 6))];

    /// <summary>All that a group may keep, all of its channels first.</summary>
    public static IReadOnlyList<Choice> Choices(GroupLoss loss, PruneOptions options, Func<int, double> cost)
    {
        var channels = loss.Group.Lanes.Count;
        var choices = new List<Choice>();
        for (var kept = channels; ; kept = options.Rounded(kept - options.Multiple, channels))
        {
            if (choices.Count > 0 && kept >= choices[^1].Kept) return choices;
            choices.Add(new Choice(kept, loss.At(1 - (double)kept / channels), cost(kept)));
        }
    }

    /// <summary>How many channels each group keeps at a price of the whole network's cost.</summary>
    public IEnumerable<int> Kept(double price) =>
        _groups.Select(choices => choices.MinBy(choice => choice.Loss + price * choice.Cost).Kept);
}
