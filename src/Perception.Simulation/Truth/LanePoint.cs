using Perception.Simulation.Numerics;

namespace Perception.Simulation.Truth;

/// <summary>
/// A point of a lane line: in metres in base_link, and where the camera model projects it, in pixels.
/// </summary>
/// <param name="IsPainted">Whether there is paint at the point, not the gap of a dashed line.</param>
/// <param name="IsVisible">Whether it is in the picture and nothing stands before it.</param>
public readonly record struct LanePoint(Double3 PointInBase, double U, double V, bool IsPainted, bool IsVisible);
