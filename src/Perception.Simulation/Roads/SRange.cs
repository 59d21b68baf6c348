namespace Perception.Simulation.Roads;

/// <summary>A stretch of a road, in metres from its beginning.</summary>
internal readonly record struct SRange(double From, double To)
{
    public bool Contains(double s) => s >= From && s < To;
}
