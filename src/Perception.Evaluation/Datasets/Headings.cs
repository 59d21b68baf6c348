using Perception.Geometry;

namespace Perception.Evaluation.Datasets;

/// <summary>Rotations of objects as headings over the ground.</summary>
public static class Headings
{
    /// <summary>
    /// Heading in radians, 0 ahead and positive to the left, of an object whose own x axis points forward, from its
    /// rotation in the optical frame. Without a ground the camera is taken to look along it.
    /// </summary>
    public static double Yaw(double x, double y, double z, double w, GroundPlane? ground)
    {
        var r = Matrix(x, y, z, w);
        var forward = new Point3(r[0], r[3], r[6]);
        return ground is null ? Math.Atan2(-forward.X, forward.Z)
            : Math.Atan2(ground.Left.Dot(forward), ground.Forward.Dot(forward));
    }

    // Row by row.
    internal static double[] Matrix(double x, double y, double z, double w) =>
    [
        1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
        2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
        2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y),
    ];
}
