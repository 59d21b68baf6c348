namespace Perception.Simulation.Roads;

/// <summary>
/// An arrow painted in a lane, its tail at <paramref name="S"/>; turn is -1 right, 0 straight on, 1 left.
/// </summary>
internal readonly record struct LaneArrow(double S, Lane Lane, int Turn);
