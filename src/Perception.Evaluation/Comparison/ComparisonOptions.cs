namespace Perception.Evaluation.Comparison;

/// <summary>How sure a comparison is to be, and by how many draws.</summary>
public sealed record ComparisonOptions
{
    public int Resamples { get; init; } = 1000;

    /// <summary>Share of all cases in which the interval holds the true difference.</summary>
    public double Confidence { get; init; } = 0.95;

    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Frames that are drawn together. Frames of one drive resemble each other, so intervals from single frames are too
    /// narrow; blocks of a few seconds tell how sure a difference is for another drive.
    /// </summary>
    public int BlockFrames { get; init; } = 1;
}
