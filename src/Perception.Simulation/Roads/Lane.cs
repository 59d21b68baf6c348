namespace Perception.Simulation.Roads;

/// <summary>
/// A lane: the offset of its middle from the road's centre line, and 1 along the road or -1 against it.
/// </summary>
internal readonly record struct Lane(double Offset, int Direction);
