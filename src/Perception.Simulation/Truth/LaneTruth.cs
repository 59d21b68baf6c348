namespace Perception.Simulation.Truth;

/// <summary>
/// One line of the road the vehicle is on, ordered away from it; interrupted where a junction leaves it out.
/// </summary>
public sealed record LaneTruth
{
    /// <summary>edge, divider or centre.</summary>
    public required string Role { get; init; }

    public required bool IsDashed { get; init; }

    public required bool IsYellow { get; init; }

    public required double WidthMetres { get; init; }

    /// <summary>Distance from the middle of the vehicle's lane, positive to the left, in metres.</summary>
    public required double OffsetMetres { get; init; }

    public required IReadOnlyList<LanePoint> Points { get; init; }
}
