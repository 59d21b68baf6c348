using Ros2DotNet.Messages.GeometryMsgs;

namespace Ros2DotNet.Tf;

/// <summary>Three doubles: a point or a direction in some frame.</summary>
public readonly record struct Vector3d(double X, double Y, double Z)
{
    public static Vector3d Zero => default;

    public double Length => Math.Sqrt(Dot(this, this));

    public static Vector3d FromMessage(Point point) => new(point.X, point.Y, point.Z);

    public static Vector3d FromMessage(Vector3 vector) => new(vector.X, vector.Y, vector.Z);

    public static double Dot(Vector3d a, Vector3d b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static Vector3d Cross(Vector3d a, Vector3d b) =>
        new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);

    /// <summary>From <paramref name="a"/> at 0 to <paramref name="b"/> at 1.</summary>
    public static Vector3d Lerp(Vector3d a, Vector3d b, double ratio) => (1 - ratio) * a + ratio * b;

    public void CopyTo(Point point) => (point.X, point.Y, point.Z) = (X, Y, Z);

    public void CopyTo(Vector3 vector) => (vector.X, vector.Y, vector.Z) = (X, Y, Z);

    public static Vector3d operator +(Vector3d a, Vector3d b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Vector3d operator -(Vector3d a, Vector3d b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Vector3d operator -(Vector3d a) => new(-a.X, -a.Y, -a.Z);

    public static Vector3d operator *(double factor, Vector3d a) => new(factor * a.X, factor * a.Y, factor * a.Z);
}
