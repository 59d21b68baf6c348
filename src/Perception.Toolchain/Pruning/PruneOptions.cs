namespace Perception.Toolchain.Pruning;

/// <summary>How much is pruned, and what.</summary>
public sealed record PruneOptions
{
    /// <summary>Share of the multiply-adds of convolutions, or of their parameters, that may be left.</summary>
    public double Budget { get; init; } = 0.5;

    /// <summary>Whether the budget counts parameters instead of multiply-adds.</summary>
    public bool CountsParameters { get; init; }

    public PruneCriterion Criterion { get; init; }

    /// <summary>Channels of a group stay a multiple of this, as vector units and tensor cores like them.</summary>
    public int Multiple { get; init; } = 8;

    /// <summary>Least share of a group's channels that stays.</summary>
    public double LeastShare { get; init; } = 0.25;

    /// <summary>
    /// Rounds in which channels go. After each the rest is ranked anew, without the weights that met channels which are
    /// gone.
    /// </summary>
    public int Steps { get; init; } = 1;

    /// <summary>
    /// What each group costs alone. Where it is given, every group gives up what costs least accuracy for what it
    /// saves; otherwise one threshold on what channels are worth holds for all.
    /// </summary>
    public IReadOnlyList<GroupLoss>? Losses { get; init; }

    /// <summary>Convolutions whose groups stay whole.</summary>
    public IReadOnlySet<string> Kept { get; init; } = new HashSet<string>();

    /// <summary>How many of a group's channels stay where so many are wanted.</summary>
    internal int Rounded(int wanted, int channels)
    {
        var least = Math.Max(Multiple, (int)Math.Ceiling(LeastShare * channels));
        return Math.Min(channels, (Math.Max(least, wanted) + Multiple - 1) / Multiple * Multiple);
    }
}
