namespace Perception.Simulation.Roads;

/// <summary>A straight or circular piece of a road's centre line. Offsets are positive to the left of the way.</summary>
internal readonly record struct RoadSegment(double X, double Y, double Heading, double Curvature, double Length, double StartS)
{
    public double EndHeading => Heading + (Curvature * Length);

    /// <summary>The point at <paramref name="s"/> metres from the beginning of the segment, and the heading there.</summary>
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

    /// <summary>The nearest point of the centre line as distance along the road and offset; false beyond the ends.</summary>
    public bool Locate(double x, double y, out double s, out double offset, out double heading)
    {
        if (Math.Abs(Curvature) < 1e-9)
        {
            var (sin, cos) = Math.SinCos(Heading);
            var (dx, dy) = (x - X, y - Y);
            s = (dx * cos) + (dy * sin);
            offset = (dy * cos) - (dx * sin);
            heading = Heading;
        }
        else
        {
            var radius = 1 / Curvature;
            var (sin, cos) = Math.SinCos(Heading);
            var (dx, dy) = (x - (X - (radius * sin)), y - (Y + (radius * cos)));
            var distance = Math.Sqrt((dx * dx) + (dy * dy));
            // The centre lies to the left of a left turn, whose radius is positive.
            offset = radius > 0 ? radius - distance : radius + distance;
            // The vector from the centre turns with the way; at the start it is (sin, -cos) times the radius.
            var (px, py) = radius > 0 ? (sin, -cos) : (-sin, cos);
            var turned = Math.Atan2((px * dy) - (py * dx), (px * dx) + (py * dy));
            s = turned * radius;
            heading = Heading + turned;
        }

        var inside = s >= 0 && s < Length;
        s += StartS;
        return inside;
    }
}
