namespace Perception.Simulation.Roads;

/// <summary>A painted line along a road: offset of its middle and width in metres; without a gap it is solid.</summary>
internal readonly record struct LaneLine(double Offset, double Width, double Dash, double Gap, bool Yellow,
    LaneLineRole Role)
{
    public bool IsPaintedAt(double s) => Gap == 0 || s - (Math.Floor(s / (Dash + Gap)) * (Dash + Gap)) < Dash;
}
