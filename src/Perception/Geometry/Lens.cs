namespace Perception.Geometry;

/// <summary>
/// What a lens does between a direction and the picture plane at focal length 1. Every model is used only as far out as
/// the picture radius grows with the angle: beyond that a polynomial folds back, and places in the picture would belong
/// to two directions.
/// </summary>
internal sealed class Lens
{
    private const int MaximumIterations = 50;
    private const double AngleStep = Math.PI / 2 / 4096;

    // Pinhole models end before 90 degrees, where the picture plane is at infinity.
    private const double PinholeLimit = 89.9 * Math.PI / 180;

    private readonly LensModel _model;
    private readonly double _k1, _k2, _k3, _k4, _k5, _k6, _p1, _p2;

    // The radius here is tan(angle) for pinhole models and the angle itself for fisheye lenses.
    private readonly double _maximumRadius;
    private readonly double _maximumImageRadius;

    public Lens(LensModel model, IReadOnlyList<double> d)
    {
        _model = model;
        if (d.Count > 0 && model == LensModel.Equidistant)
        {
            (_k1, _k2, _k3, _k4) = (d[0], d[1], d[2], d[3]);
        }
        else if (d.Count > 0)
        {
            (_k1, _k2, _p1, _p2) = (d[0], d[1], d[2], d[3]);
            _k3 = d.Count > 4 ? d[4] : 0;
            (_k4, _k5, _k6) = d.Count > 5 ? (d[5], d[6], d[7]) : (0, 0, 0);
        }

        IsDistorting = model == LensModel.Equidistant || d.Any(value => value != 0);
        _maximumRadius = FindMaximumRadius();
        _maximumImageRadius = ImageRadius(_maximumRadius);
    }

    /// <summary>Whether straight lines may be bent in the picture.</summary>
    public bool IsDistorting { get; }

    /// <summary>Where a direction falls on the picture plane; false where the lens does not see it.</summary>
    public bool TryProject(Point3 direction, out double x, out double y)
    {
        (x, y) = (0, 0);
        if (_model == LensModel.Equidistant)
        {
            var sine = Math.Sqrt(direction.X * direction.X + direction.Y * direction.Y);
            var angle = Math.Atan2(sine, direction.Z);
            var isOnAxis = !(sine > 1e-12 * Math.Abs(direction.Z));
            if (!(angle <= _maximumRadius) || (isOnAxis && !(direction.Z > 0)))
            {
                return false;
            }

            // Near the axis radius / sine is 1 / z.
            var scale = isOnAxis ? 1 / direction.Z : ImageRadius(angle) / sine;
            (x, y) = (direction.X * scale, direction.Y * scale);
            return true;
        }

        if (!(direction.Z > 0))
        {
            return false;
        }

        (x, y) = (direction.X / direction.Z, direction.Y / direction.Z);
        if (!IsDistorting)
        {
            return true;
        }

        var square = x * x + y * y;
        (x, y) = Distort(x, y);
        return square <= _maximumRadius * _maximumRadius;
    }

    /// <summary>The unit direction that falls on a place of the picture plane; false where there is none.</summary>
    public bool TryUnproject(double x, double y, out Point3 direction)
    {
        direction = new Point3(x, y, 1);
        if (!IsDistorting)
        {
            direction = direction.Unit();
            return double.IsFinite(x + y);
        }

        var imageRadius = Math.Sqrt(x * x + y * y);
        if (_model == LensModel.Equidistant)
        {
            if (!(imageRadius <= _maximumImageRadius))
            {
                return false;
            }

            var (sine, cosine) = Math.SinCos(SolveRadius(imageRadius));
            var scale = imageRadius > 0 ? sine / imageRadius : 0;
            direction = new Point3(x * scale, y * scale, cosine);
            return true;
        }

        return TryUndistort(x, y, imageRadius, out direction);
    }

    private bool TryUndistort(double x, double y, double imageRadius, out Point3 direction)
    {
        // The radial part alone has one solution, found surely; from there Newton's method adds the tangential part.
        direction = default;
        if (!double.IsFinite(imageRadius))
        {
            return false;
        }

        var start = imageRadius > 0 ? SolveRadius(Math.Min(imageRadius, _maximumImageRadius)) / imageRadius : 0;
        var (a, b) = (x * start, y * start);
        for (var i = 0; i < MaximumIterations; i++)
        {
            var square = a * a + b * b;
            var (radial, slope) = Radial(square);
            var (distortedX, distortedY) = Distort(a, b);
            var (errorX, errorY) = (distortedX - x, distortedY - y);
            if (Math.Abs(errorX) + Math.Abs(errorY) <= 1e-13 * (1 + imageRadius))
            {
                direction = new Point3(a, b, 1).Unit();
                return square <= _maximumRadius * _maximumRadius * (1 + 1e-9);
            }

            var xx = radial + 2 * a * a * slope + 2 * _p1 * b + 6 * _p2 * a;
            var xy = 2 * a * b * slope + 2 * _p1 * a + 2 * _p2 * b;
            var yy = radial + 2 * b * b * slope + 6 * _p1 * b + 2 * _p2 * a;
            var determinant = xx * yy - xy * xy;
            if (!(determinant > 0))
            {
                return false;
            }

            a -= (yy * errorX - xy * errorY) / determinant;
            b -= (xx * errorY - xy * errorX) / determinant;
        }

        return false;
    }

    private (double X, double Y) Distort(double x, double y)
    {
        var square = x * x + y * y;
        var (radial, _) = Radial(square);
        return (x * radial + 2 * _p1 * x * y + _p2 * (square + 2 * x * x),
            y * radial + _p1 * (square + 2 * y * y) + 2 * _p2 * x * y);
    }

    /// <summary>The radial factor of pinhole models and its derivative by the square of the radius.</summary>
    private (double Factor, double Slope) Radial(double square)
    {
        var above = 1 + square * (_k1 + square * (_k2 + square * _k3));
        var aboveSlope = _k1 + square * (2 * _k2 + square * 3 * _k3);
        var below = 1 + square * (_k4 + square * (_k5 + square * _k6));
        var belowSlope = _k4 + square * (2 * _k5 + square * 3 * _k6);
        return (above / below, (aboveSlope * below - above * belowSlope) / (below * below));
    }

    private double ImageRadius(double radius)
    {
        var square = radius * radius;
        return radius * (_model == LensModel.Equidistant
            ? 1 + square * (_k1 + square * (_k2 + square * (_k3 + square * _k4)))
            : Radial(square).Factor);
    }

    private double ImageRadiusSlope(double radius)
    {
        var square = radius * radius;
        if (_model == LensModel.Equidistant)
        {
            return 1 + square * (3 * _k1 + square * (5 * _k2 + square * (7 * _k3 + square * 9 * _k4)));
        }

        var (factor, slope) = Radial(square);
        return factor + 2 * square * slope;
    }

    private double FindMaximumRadius()
    {
        var fisheye = _model == LensModel.Equidistant;
        var limit = fisheye ? Math.PI : PinholeLimit;
        double RadiusAt(double angle) => fisheye ? angle : Math.Tan(angle);
        for (var angle = AngleStep; angle < limit; angle += AngleStep)
        {
            // A pole of the quotient also ends the range: there the slope is not positive or the radius jumps back.
            if (ImageRadiusSlope(RadiusAt(angle)) > 0 &&
                ImageRadius(RadiusAt(angle)) > ImageRadius(RadiusAt(angle - AngleStep)))
            {
                continue;
            }

            var (good, bad) = (RadiusAt(angle - AngleStep), RadiusAt(angle));
            for (var i = 0; i < 60; i++)
            {
                var middle = (good + bad) / 2;
                var grows = ImageRadiusSlope(middle) > 0 && ImageRadius(middle) >= ImageRadius(good);
                (good, bad) = grows ? (middle, bad) : (good, middle);
            }

            return good;
        }

        return RadiusAt(limit);
    }

    /// <summary>
    /// Newton's method within an interval that always holds the solution; the image radius grows with the radius there.
    /// </summary>
    private double SolveRadius(double imageRadius)
    {
        var (low, high) = (0.0, _maximumRadius);
        var radius = Math.Min(imageRadius, high);
        for (var i = 0; i < 100; i++)
        {
            var error = ImageRadius(radius) - imageRadius;
            (low, high) = error > 0 ? (low, radius) : (radius, high);
            var next = radius - error / ImageRadiusSlope(radius);
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - radius) <= 1e-16 * (1 + radius))
            {
                return next;
            }

            radius = next;
        }

        return radius;
    }
}
