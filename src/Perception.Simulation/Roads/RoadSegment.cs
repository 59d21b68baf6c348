namespace Perception.Simulation.Roads;

/// <summary>
/// A straight or circular piece of a road's centre line. Offsets are positive to the left of the way.
/// </summary>
internal readonly record struct RoadSegment(double X, double Y, double Heading, double Curvature, double Length,
    double StartS)
{
    private readonly double _sine = Math.Sin(Heading);
    private readonly double _cosine = Math.Cos(Heading);

    public double EndHeading => Heading + (Curvature * Length);

    /// <summary>
    /// The point at <paramref name="s"/> metres from the beginning of the segment, and the heading there.
    /// </summary>
    public (double X, double Y, double Heading) At(double s, double offset = 0)
    {
        var heading = Heading + (Curvature * s);
        double x, y;
        if (Math.Abs(Curvature) < 1e-9)
        {
            (x, y) = (X + (s * Math.Cos(Heading)), Y + (s * Math.Sin(Heading)));
        }
        else
        {
            x = X + ((Math.Sin(heading) - Math.Sin(Heading)) / Curvature);
            y = Y - ((Math.Cos(heading) - Math.Cos(Heading)) / Curvature);
        }

        return (x - (offset * Math.Sin(heading)), y + (offset * Math.Cos(heading)), heading);
    }

    /// <summary>
    /// The nearest point of the centre line as distance along the road and offset, and the direction of the way there;
    /// false beyond the ends.
    /// </summary>
    public bool Locate(double x, double y, out double s, out double offset, out double cosine, out double sine)
    {
        var (sin, cos) = (_sine, _cosine);
        if (Math.Abs(Curvature) < 1e-9)
        {
            var (dx, dy) = (x - X, y - Y);
            s = (dx * cos) + (dy * sin);
            offset = (dy * cos) - (dx * sin);
            (cosine, sine) = (cos, sin);
        }
        else
        {
            var radius = 1 / Curvature;
            var (dx, dy) = (x - (X - (radius * sin)), y - (Y + (radius * cos)));
            var distance = Math.Sqrt((dx * dx) + (dy * dy));
            // The centre lies to the left of a left turn, whose radius is positive.
            offset = radius > 0 ? radius - distance : radius + distance;
            // The vector from the centre turns with the way: across it lies the tangent.
            var outward = (radius > 0 ? 1 : -1) / distance;
            (cosine, sine) = (-dy * outward, dx * outward);
            s = radius * SmallAngle((cosine * cos) + (sine * sin), (sine * cos) - (cosine * sin));
        }

        var inside = s >= 0 && s < Length;
        s += StartS;
        return inside;
    }

    // The angle of a unit vector (x, y): the series of the arc tangent at half the angle, to a tenth of a microradian
    // up to the largest turn of a segment. Behind it is far outside of any segment.
    private static double SmallAngle(double x, double y)
    {
        if (x < 0.2) return y < 0 ? -2 : 2;
        var t = y / (1 + x);
        var q = t * t;
        var series = 1 / 15.0;
        for (var odd = 13; odd > 0; odd -= 2) series = (1.0 / odd) - (q * series);
        return 2 * t * series;
    }
}
