namespace Perception.Simulation.Cameras;

/// <summary>
/// A pinhole camera with the plumb_bob lens of ROS and OpenCV. Pixel (u, v) = (0, 0) is the centre of the first pixel.
/// Where k2 > 0.45 k1² and k3 = 0 the lens maps the whole plane one to one, so that projections exist outside the
/// picture too.
/// </summary>
public sealed record CameraIntrinsics(int Width, int Height, double Fx, double Fy, double Cx, double Cy)
{
    public double K1 { get; init; }

    public double K2 { get; init; }

    public double P1 { get; init; }

    public double P2 { get; init; }

    /// <summary>A lens without distortion that sees so much across, its axis through the middle.</summary>
    public static CameraIntrinsics OfView(int width, int height, double horizontalDegrees)
    {
        var f = width / 2.0 / Math.Tan(horizontalDegrees * Math.PI / 360);
        return new CameraIntrinsics(width, height, f, f, (width - 1) / 2.0, (height - 1) / 2.0);
    }

    /// <summary>The pixel on which a direction (x/z, y/z) falls.</summary>
    public (double U, double V) Project(double x, double y)
    {
        var r2 = (x * x) + (y * y);
        var radial = 1 + (r2 * (K1 + (r2 * K2)));
        var xd = (x * radial) + (2 * P1 * x * y) + (P2 * (r2 + (2 * x * x)));
        var yd = (y * radial) + (P1 * (r2 + (2 * y * y))) + (2 * P2 * x * y);
        return ((Fx * xd) + Cx, (Fy * yd) + Cy);
    }

    /// <summary>The direction (x/z, y/z) a pixel looks in: <see cref="Project"/> undone by Newton's method.</summary>
    public (double X, double Y) Ray(double u, double v)
    {
        var (xd, yd) = ((u - Cx) / Fx, (v - Cy) / Fy);
        var (x, y) = (xd, yd);
        for (var i = 0; i < 20; i++)
        {
            var r2 = (x * x) + (y * y);
            var radial = 1 + (r2 * (K1 + (r2 * K2)));
            var slope = 2 * (K1 + (2 * r2 * K2));
            var ex = (x * radial) + (2 * P1 * x * y) + (P2 * (r2 + (2 * x * x))) - xd;
            var ey = (y * radial) + (P1 * (r2 + (2 * y * y))) + (2 * P2 * x * y) - yd;
            var xx = radial + (x * x * slope) + (2 * P1 * y) + (6 * P2 * x);
            var xy = (x * y * slope) + (2 * P1 * x) + (2 * P2 * y);
            var yy = radial + (y * y * slope) + (6 * P1 * y) + (2 * P2 * x);
            var determinant = (xx * yy) - (xy * xy);
            var (dx, dy) = (((ex * yy) - (ey * xy)) / determinant, ((ey * xx) - (ex * xy)) / determinant);
            (x, y) = (x - dx, y - dy);
            if (Math.Abs(dx) + Math.Abs(dy) < 1e-15) break;
        }

        return (x, y);
    }
}
