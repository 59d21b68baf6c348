namespace Perception.Geometry.Objects;

/// <summary>Covariance of a position in m², symmetric.</summary>
public readonly record struct Covariance3(double Xx, double Xy, double Xz, double Yy, double Yz, double Zz)
{
    /// <summary>With standard deviations along three directions at right angles.</summary>
    public static Covariance3 Of(Point3 first, double firstSigma, Point3 second, double secondSigma, Point3 third,
        double thirdSigma)
    {
        var (a, b, c) = (first * firstSigma, second * secondSigma, third * thirdSigma);
        return new Covariance3(
            a.X * a.X + b.X * b.X + c.X * c.X, a.X * a.Y + b.X * b.Y + c.X * c.Y, a.X * a.Z + b.X * b.Z + c.X * c.Z,
            a.Y * a.Y + b.Y * b.Y + c.Y * c.Y, a.Y * a.Z + b.Y * b.Z + c.Y * c.Z, a.Z * a.Z + b.Z * b.Z + c.Z * c.Z);
    }
}
