using Perception.Simulation.Cameras;
using Perception.Simulation.World;

namespace Perception.Simulation;

/// <summary>Which drive is simulated; what is left open is drawn from the seed.</summary>
public sealed record DriveOptions
{
    public ulong Seed { get; init; } = 1;

    public Surroundings? Surroundings { get; init; }

    public Conditions? Conditions { get; init; }

    /// <summary>
    /// Cameras on the vehicle; null for one at the front whose place and lens are drawn from the seed.
    /// </summary>
    public IReadOnlyList<CameraMount>? Rig { get; init; }

    /// <summary>Size of the picture of the camera that is drawn from the seed.</summary>
    public int Width { get; init; } = 640;

    /// <inheritdoc cref="Width"/>
    public int Height { get; init; } = 384;

    /// <summary>Threads that render; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
