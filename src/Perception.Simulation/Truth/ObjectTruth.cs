using Perception.Simulation.Numerics;

namespace Perception.Simulation.Truth;

/// <summary>What is true of one object in one picture.</summary>
public sealed record ObjectTruth
{
    /// <summary>The object's number in instance masks, the same in every picture of a drive.</summary>
    public required int Id { get; init; }

    public required ObjectClass Class { get; init; }

    /// <summary>Around the pixels that see the object; empty (all zero) where it is hidden.</summary>
    public required PixelBox Visible { get; init; }

    /// <summary>Around the eight projected corners of the box in space, not cut at the edges of the picture.</summary>
    public required PixelBox Full { get; init; }

    /// <summary>Around the outline, were nothing before it and the picture larger.</summary>
    public required PixelBox Silhouette { get; init; }

    /// <summary>Pixels whose centre sees the object.</summary>
    public required int VisiblePixels { get; init; }

    /// <summary>Share of the object's pixels in the picture that something else covers, 0 to 1.</summary>
    public required double Occlusion { get; init; }

    /// <summary>Share of the silhouette box that is outside of the picture, 0 to 1.</summary>
    public required double Truncation { get; init; }

    /// <summary>
    /// The box's frame in the optical frame: origin in the middle of the box, x forward, y left, z up of the object.
    /// </summary>
    public required Transform CameraFromBox { get; init; }

    /// <summary>Length, width and height in metres, the same in every phase of a walk.</summary>
    public required Double3 Size { get; init; }

    /// <summary>Metres a second over the ground, expressed in the optical frame.</summary>
    public required Double3 VelocityInCamera { get; init; }

    /// <summary>Radians a second about the vertical, to the left.</summary>
    public required double YawRate { get; init; }
}
