using Perception.Evaluation.Lanes;

namespace Perception.Evaluation.Figures;

/// <summary>How good lane lines are.</summary>
public sealed record LaneFigures(PointCounts Pixels, PointCounts? Metres);
