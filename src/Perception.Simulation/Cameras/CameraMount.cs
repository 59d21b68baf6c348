using Perception.Simulation.Numerics;

namespace Perception.Simulation.Cameras;

/// <summary>
/// A camera on the vehicle: its lens, and where it is in base_link (on the ground below the rear axle).
/// </summary>
public sealed record CameraMount(string Name, CameraIntrinsics Intrinsics, Transform BaseFromBody)
{
    /// <summary>The optical frame (x right, y down, z forward) in base_link.</summary>
    public Transform BaseFromOptical => BaseFromBody * Transform.BodyFromOptical;

    /// <summary>The frame of images and truth.</summary>
    public string OpticalFrame => $"{Name}_optical_frame";
}
