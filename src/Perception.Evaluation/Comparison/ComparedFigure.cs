using Perception.Evaluation.Figures;

namespace Perception.Evaluation.Comparison;

/// <summary>A figure of two results on the same frames.</summary>
/// <param name="Figure">Its name and unit, with the value of the first result.</param>
/// <param name="Other">The value of the second result.</param>
/// <param name="Low">Lower end of the interval in which the difference (second less first) lies.</param>
/// <param name="High">Upper end.</param>
public sealed record ComparedFigure(Headline Figure, double Other, double Low, double High)
{
    public double Difference => Other - Figure.Value;

    /// <summary>Whether the second is better or worse; unclear where the interval holds 0.</summary>
    public Verdict Verdict => Low > 0 ? Figure.IsError ? Verdict.Worse : Verdict.Better
        : High < 0 ? Figure.IsError ? Verdict.Better : Verdict.Worse
        : Verdict.Unclear;
}
