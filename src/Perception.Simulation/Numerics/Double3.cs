using System.Numerics;

namespace Perception.Simulation.Numerics;

/// <summary>A point or direction in double precision: a kilometre from the origin a float knows only 0.06 mm.</summary>
public readonly record struct Double3(double X, double Y, double Z)
{
    public static Double3 UnitX { get; } = new(1, 0, 0);

    public static Double3 UnitY { get; } = new(0, 1, 0);

    public static Double3 UnitZ { get; } = new(0, 0, 1);

    public double Length => Math.Sqrt(Dot(this, this));

    public static Double3 operator +(Double3 a, Double3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static Double3 operator -(Double3 a, Double3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static Double3 operator -(Double3 a) => new(-a.X, -a.Y, -a.Z);

    public static Double3 operator *(Double3 a, double s) => new(a.X * s, a.Y * s, a.Z * s);

    public static double Dot(Double3 a, Double3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static Double3 Cross(Double3 a, Double3 b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    public static Double3 Normalize(Double3 a) => a * (1 / a.Length);

    public static Double3 From(Vector3 v) => new(v.X, v.Y, v.Z);

    public Vector3 ToSingle() => new((float)X, (float)Y, (float)Z);
}
