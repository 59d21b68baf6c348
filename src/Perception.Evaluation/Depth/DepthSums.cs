namespace Perception.Evaluation.Depth;

/// <summary>What errors of depth are made of; sums of several pictures are those of all their pixels.</summary>
public readonly record struct DepthSums
{
    /// <summary>Pixels that count.</summary>
    public long Pixels { get; init; }

    /// <summary>Pixels with a truth but without a depth.</summary>
    public long Missing { get; init; }

    /// <summary>Sum of |answer - truth| / truth.</summary>
    public double Relative { get; init; }

    /// <summary>Sum of (answer - truth)² / truth.</summary>
    public double SquaredRelative { get; init; }

    /// <summary>Sum of (answer - truth)².</summary>
    public double Squared { get; init; }

    /// <summary>Sum of squared differences of logarithms.</summary>
    public double SquaredLog { get; init; }

    /// <summary>Pixels whose ratio to the truth, or its inverse, is below 1.25.</summary>
    public long Within1 { get; init; }

    /// <summary>The same for 1.25².</summary>
    public long Within2 { get; init; }

    /// <summary>The same for 1.25³.</summary>
    public long Within3 { get; init; }

    /// <summary>With a picture more, as often as <paramref name="weight"/> says.</summary>
    public DepthSums Plus(in DepthSums other, int weight = 1) => new()
    {
        Pixels = Pixels + weight * other.Pixels,
        Missing = Missing + weight * other.Missing,
        Relative = Relative + weight * other.Relative,
        SquaredRelative = SquaredRelative + weight * other.SquaredRelative,
        Squared = Squared + weight * other.Squared,
        SquaredLog = SquaredLog + weight * other.SquaredLog,
        Within1 = Within1 + weight * other.Within1,
        Within2 = Within2 + weight * other.Within2,
        Within3 = Within3 + weight * other.Within3,
    };
}
