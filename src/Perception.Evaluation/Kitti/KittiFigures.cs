namespace Perception.Evaluation.Kitti;

/// <summary>Average precision of a class by KITTI's rules; NaN where nothing is asked for.</summary>
/// <param name="Class">Car, Pedestrian or Cyclist.</param>
/// <param name="LeastOverlap">Above which a detection is right.</param>
/// <param name="ByDifficulty">Easy, moderate, hard; 0 to 1.</param>
public sealed record KittiFigures(string Class, double LeastOverlap, IReadOnlyList<double> ByDifficulty);
