using Perception.Simulation.Numerics;

namespace Perception.Simulation.Cameras;

/// <summary>Sets of cameras.</summary>
public static class CameraRig
{
    public const int MostCameras = 4;

    /// <summary>Cameras around the vehicle without distortion of note: front, then left, right and rear.</summary>
    public static IReadOnlyList<CameraMount> Surround(int cameras, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cameras, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cameras, MostCameras);
        var lens = CameraIntrinsics.OfView(width, height, 75) with { K1 = -0.08, K2 = 0.01 };
        CameraMount[] mounts =
        [
            new("camera_front", lens, Transform.At(new Double3(1.8, 0, 1.6), 0, 0.03)),
            new("camera_left", lens, Transform.At(new Double3(1.2, 0.75, 1.6), 1.4, 0.06)),
            new("camera_right", lens, Transform.At(new Double3(1.2, -0.75, 1.6), -1.4, 0.06)),
            new("camera_rear", lens, Transform.At(new Double3(-0.8, 0, 1.5), Math.PI, 0.06)),
        ];
        return mounts[..cameras];
    }

    /// <summary>One camera that looks ahead, its height, tilt, view and lens drawn from the seed.</summary>
    internal static CameraMount Front(int width, int height, SeededRandom random)
    {
        var intrinsics = CameraIntrinsics.OfView(width, height, random.Range(55.0, 95));
        // What a lens of this kind does at the corners, whatever its view.
        var corner = ((width * width) + (height * height)) / (4 * intrinsics.Fx * intrinsics.Fx);
        var k1 = random.Range(-0.14, 0.02) / Math.Max(corner, 0.5);
        intrinsics = intrinsics with
        {
            K1 = k1,
            K2 = (0.5 * k1 * k1) + random.Range(0.0, 0.02),
            P1 = random.Range(-5e-4, 5e-4),
            P2 = random.Range(-5e-4, 5e-4),
        };
        intrinsics = intrinsics with
        {
            Cx = intrinsics.Cx + random.Range(-6.0, 6),
            Cy = intrinsics.Cy + random.Range(-6.0, 6)
        };
        var place = new Double3(random.Range(1.4, 2.2), random.Range(-0.25, 0.25), random.Range(1.25, 2.3));
        return new CameraMount("camera", intrinsics, Transform.At(place, random.Range(-0.03, 0.03),
            random.Range(-0.03, 0.10), random.Range(-0.012, 0.012)));
    }
}
