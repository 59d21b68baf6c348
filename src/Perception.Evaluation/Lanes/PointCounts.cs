namespace Perception.Evaluation.Lanes;

/// <summary>How many points of one side lie near a line of the other.</summary>
/// <param name="Found">Points that were found.</param>
/// <param name="Right">Those near a line that is there.</param>
/// <param name="Truth">Points of the lines that are there.</param>
/// <param name="Recalled">Those near a line that was found.</param>
public readonly record struct PointCounts(long Found, long Right, long Truth, long Recalled)
{
    /// <summary>Share of what was found that is there; NaN where nothing was found.</summary>
    internal double Precision => (double)Right / Found;

    /// <summary>Share of what is there that was found; NaN where nothing is there.</summary>
    internal double Recall => (double)Recalled / Truth;

    /// <summary>Harmonic mean of both; 0 where one is missing, NaN where there was nothing on both sides.</summary>
    internal double F1 => Found + Truth == 0 ? double.NaN
        : Right == 0 || Recalled == 0 ? 0 : 2 / (1 / Precision + 1 / Recall);

    internal PointCounts Plus(PointCounts other, int weight = 1) => new(
        Found + weight * other.Found, Right + weight * other.Right,
        Truth + weight * other.Truth, Recalled + weight * other.Recalled);
}
