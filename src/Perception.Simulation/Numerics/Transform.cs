namespace Perception.Simulation.Numerics;

/// <summary>
/// Where a frame is in its parent: the three axes of the child and its origin, in the parent. <c>parentFromChild *
/// point</c> takes a point of the child into the parent.
/// </summary>
public readonly record struct Transform(Double3 X, Double3 Y, Double3 Z, Double3 Origin)
{
    public static Transform Identity { get; } = new(Double3.UnitX, Double3.UnitY, Double3.UnitZ, default);

    /// <summary>
    /// The axes of a camera (x right, y down, z forward) in a body (x forward, y left, z up): REP 103.
    /// </summary>
    public static Transform BodyFromOptical { get; } = new(-Double3.UnitY, -Double3.UnitZ, Double3.UnitX, default);

    public static Transform At(double x, double y, double z) => Identity with { Origin = new Double3(x, y, z) };

    public static Transform At(Double3 origin) => Identity with { Origin = origin };

    /// <summary>
    /// Turned by yaw about z, then pitch about y (nose down is positive), then roll about x, in radians.
    /// </summary>
    public static Transform At(Double3 origin, double yaw, double pitch = 0, double roll = 0)
    {
        var (sy, cy) = Math.SinCos(yaw);
        var (sp, cp) = Math.SinCos(pitch);
        var (sr, cr) = Math.SinCos(roll);
        return new Transform(
            new Double3(cy * cp, sy * cp, -sp),
            new Double3((cy * sp * sr) - (sy * cr), (sy * sp * sr) + (cy * cr), cp * sr),
            new Double3((cy * sp * cr) + (sy * sr), (sy * sp * cr) - (cy * sr), cp * cr),
            origin);
    }

    public static Transform RotateX(double angle) => At(new Double3(), 0, 0, angle);

    public static Transform RotateY(double angle) => At(new Double3(), 0, angle);

    public static Transform RotateZ(double angle) => At(new Double3(), angle);

    public static Double3 operator *(Transform t, Double3 p) => t.Rotate(p) + t.Origin;

    public static Transform operator *(Transform a, Transform b) =>
        new(a.Rotate(b.X), a.Rotate(b.Y), a.Rotate(b.Z), a * b.Origin);

    public Double3 Rotate(Double3 v) => new(
        (X.X * v.X) + (Y.X * v.Y) + (Z.X * v.Z),
        (X.Y * v.X) + (Y.Y * v.Y) + (Z.Y * v.Z),
        (X.Z * v.X) + (Y.Z * v.Y) + (Z.Z * v.Z));

    /// <summary>The way back; only rotations and translations are held, so the transpose is the inverse.</summary>
    public Transform Inverse()
    {
        var x = new Double3(X.X, Y.X, Z.X);
        var y = new Double3(X.Y, Y.Y, Z.Y);
        var z = new Double3(X.Z, Y.Z, Z.Z);
        return new Transform(x, y, z,
            new Double3(-Double3.Dot(X, Origin), -Double3.Dot(Y, Origin), -Double3.Dot(Z, Origin)));
    }

    /// <summary>The rotation as a quaternion (x, y, z, w) with w not negative.</summary>
    public (double X, double Y, double Z, double W) ToQuaternion()
    {
        // Each component by the diagonal entry that keeps its square root away from zero (Shepperd 1978).
        var (xx, yy, zz) = (X.X, Y.Y, Z.Z);
        double x, y, z, w;
        if (xx + yy + zz > 0)
        {
            var s = 2 * Math.Sqrt(1 + xx + yy + zz);
            (x, y, z, w) = ((Y.Z - Z.Y) / s, (Z.X - X.Z) / s, (X.Y - Y.X) / s, s / 4);
        }
        else if (xx > yy && xx > zz)
        {
            var s = 2 * Math.Sqrt(1 + xx - yy - zz);
            (x, y, z, w) = (s / 4, (Y.X + X.Y) / s, (Z.X + X.Z) / s, (Y.Z - Z.Y) / s);
        }
        else if (yy > zz)
        {
            var s = 2 * Math.Sqrt(1 + yy - xx - zz);
            (x, y, z, w) = ((Y.X + X.Y) / s, s / 4, (Z.Y + Y.Z) / s, (Z.X - X.Z) / s);
        }
        else
        {
            var s = 2 * Math.Sqrt(1 + zz - xx - yy);
            (x, y, z, w) = ((Z.X + X.Z) / s, (Z.Y + Y.Z) / s, s / 4, (X.Y - Y.X) / s);
        }

        return w < 0 ? (-x, -y, -z, -w) : (x, y, z, w);
    }
}
