namespace Perception.Simulation.Roads;

/// <summary>A bar 0.4 m deep from <paramref name="S"/> on, over the lanes of one direction.</summary>
internal readonly record struct StopLine(double S, int Direction);
