namespace Perception.Simulation.Roads;

/// <summary>A bar over the lanes of one direction, from <paramref name="S"/> on.</summary>
internal readonly record struct StopLine(double S, int Direction)
{
    /// <summary>Metres along the road.</summary>
    public const double Depth = 0.4;
}
