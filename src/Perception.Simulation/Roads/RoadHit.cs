namespace Perception.Simulation.Roads;

/// <summary>Where a point of the map is on a road.</summary>
internal readonly record struct RoadHit(Road Road, double S, double Offset, double Cosine, double Sine)
{
    /// <summary>Metres outside the carriageway; negative on it.</summary>
    public double Outside => Math.Abs(Offset) - Road.HalfWidth;
}
