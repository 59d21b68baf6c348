namespace Perception.Evaluation.Lanes;

/// <summary>Points of lane lines that were found and that were there, and how many of them lie on each other.</summary>
/// <param name="Pixels">With a tolerance in pixels of the picture.</param>
/// <param name="Metres">With a tolerance across the road, in metres on the ground; null where the ground is not known.
/// </param>
public sealed record LaneCounts(PointCounts Pixels, PointCounts? Metres);
