using Ros2DotNet.Messages.GeometryMsgs;

namespace Ros2DotNet.Tf;

/// <summary>A rotation as a unit quaternion in the order of ROS messages: x, y, z, w.</summary>
public readonly record struct Quaterniond(double X, double Y, double Z, double W)
{
    public static Quaterniond Identity => new(0, 0, 0, 1);

    public double LengthSquared => Dot(this, this);

    /// <summary>The opposite rotation.</summary>
    public Quaterniond Conjugate => new(-X, -Y, -Z, W);

    /// <summary>Roll about x, pitch about y, yaw about z (radians): the rotation is yaw after pitch after roll, about
    /// fixed axes. At a pitch of a quarter turn, where roll and yaw do the same, roll is zero.</summary>
    public (double Roll, double Pitch, double Yaw) RollPitchYaw
    {
        get
        {
            var sinPitch = 2 * (W * Y - X * Z);
            if (Math.Abs(sinPitch) > 1 - 1e-12)
            {
                var yaw = Math.Atan2(-2 * (X * Y - W * Z), 1 - 2 * (X * X + Z * Z));
                return (0, Math.CopySign(Math.PI / 2, sinPitch), yaw);
            }

            return (
                Math.Atan2(2 * (W * X + Y * Z), 1 - 2 * (X * X + Y * Y)),
                Math.Asin(sinPitch),
                Math.Atan2(2 * (W * Z + X * Y), 1 - 2 * (Y * Y + Z * Z)));
        }
    }

    public static Quaterniond FromMessage(Quaternion rotation) => new(rotation.X, rotation.Y, rotation.Z, rotation.W);

    /// <summary>A turn of <paramref name="angle"/> radians about an axis of any length but zero.</summary>
    public static Quaterniond FromAxisAngle(Vector3d axis, double angle)
    {
        var (sin, cos) = Math.SinCos(angle / 2);
        var v = sin / axis.Length * axis;
        return new Quaterniond(v.X, v.Y, v.Z, cos);
    }

    /// <summary>The reverse of <see cref="RollPitchYaw"/>.</summary>
    public static Quaterniond FromRollPitchYaw(double roll, double pitch, double yaw) =>
        FromAxisAngle(new Vector3d(0, 0, 1), yaw) * FromAxisAngle(new Vector3d(0, 1, 0), pitch) *
        FromAxisAngle(new Vector3d(1, 0, 0), roll);

    public static double Dot(Quaterniond a, Quaterniond b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z + a.W * b.W;

    /// <summary>The shorter way from <paramref name="a"/> at 0 to <paramref name="b"/> at 1, at a steady angular speed
    /// (Shoemake, "Animating rotation with quaternion curves", 1985).</summary>
    public static Quaterniond Slerp(Quaterniond a, Quaterniond b, double ratio)
    {
        var cos = Dot(a, b);
        var sign = cos < 0 ? -1.0 : 1.0;
        // The half-angle formula keeps its digits for rotations that lie close together, where acos loses them.
        var difference = new Quaterniond(a.X - sign * b.X, a.Y - sign * b.Y, a.Z - sign * b.Z, a.W - sign * b.W);
        var halfChordSquared = difference.LengthSquared / 4;
        var sin = 2 * Math.Sqrt(halfChordSquared * (1 - halfChordSquared));
        var (fromA, fromB) = (1 - ratio, ratio);
        if (sin > 1e-9)
        {
            var (sinPart, cosPart) = Math.SinCos(ratio * 2 * Math.Asin(Math.Sqrt(halfChordSquared)));
            fromB = sinPart / sin;
            fromA = cosPart - (1 - 2 * halfChordSquared) * fromB;
        }

        fromB *= sign;
        return new Quaterniond(
            fromA * a.X + fromB * b.X, fromA * a.Y + fromB * b.Y, fromA * a.Z + fromB * b.Z, fromA * a.W + fromB * b.W);
    }

    /// <summary>The same direction with length one.</summary>
    public Quaterniond Normalized()
    {
        var factor = 1 / Math.Sqrt(LengthSquared);
        return new Quaterniond(factor * X, factor * Y, factor * Z, factor * W);
    }

    /// <summary>Turns a vector.</summary>
    public Vector3d Rotate(Vector3d vector)
    {
        var axis = new Vector3d(X, Y, Z);
        var twice = 2 * Vector3d.Cross(axis, vector);
        return vector + W * twice + Vector3d.Cross(axis, twice);
    }

    public void CopyTo(Quaternion rotation) => (rotation.X, rotation.Y, rotation.Z, rotation.W) = (X, Y, Z, W);

    /// <summary>The rotation <paramref name="b"/> followed by <paramref name="a"/>.</summary>
    public static Quaterniond operator *(Quaterniond a, Quaterniond b) => new(
        a.W * b.X + a.X * b.W + a.Y * b.Z - a.Z * b.Y,
        a.W * b.Y - a.X * b.Z + a.Y * b.W + a.Z * b.X,
        a.W * b.Z + a.X * b.Y - a.Y * b.X + a.Z * b.W,
        a.W * b.W - a.X * b.X - a.Y * b.Y - a.Z * b.Z);
}
