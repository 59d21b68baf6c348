using Perception.Simulation.Numerics;

namespace Perception.Simulation.Truth;

/// <summary>What is true of one picture beside its pixels.</summary>
public sealed record FrameTruth
{
    /// <summary>Seconds since the drive began.</summary>
    public required double Time { get; init; }

    /// <summary>Where base_link is in the map.</summary>
    public required Transform MapFromBase { get; init; }

    /// <summary>Where the optical frame is in base_link.</summary>
    public required Transform BaseFromOptical { get; init; }

    /// <summary>Objects with at least one pixel in the picture, were nothing before them.</summary>
    public required IReadOnlyList<ObjectTruth> Objects { get; init; }

    public required IReadOnlyList<LaneTruth> Lanes { get; init; }
}
