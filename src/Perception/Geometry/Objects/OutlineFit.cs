namespace Perception.Geometry.Objects;

/// <summary>
/// The rectangle of an object from its visible sides, by the closeness criterion (Zhang, Xu, Dong and Dolan, Efficient
/// L-Shape Fitting for Vehicle Detection Using Laser Scanners, 2017), and by the size that its class has.
/// </summary>
internal static class OutlineFit
{
    private const int LeastPoints = 30;
    private const int CoarseStep = 3;

    // A side is seen where the points go along it for so much of its width.
    private const double SeenPart = 0.5;
    private const double OuterPart = 0.01;

    /// <summary>Centre, size and heading; false where the points do not show them.</summary>
    public static bool TryFit(
        VisibleSurface surface, ObjectSize prior, out (double X, double Y) centre, out ObjectSize size,
        out double yawRadians)
    {
        (centre, size, yawRadians) = (default, prior, 0);
        if (surface.Count < LeastPoints)
        {
            return false;
        }

        var angle = BestAngle(surface);
        var (sine, cosine) = Math.SinCos(angle);
        var first = surface.Extent(cosine, sine, OuterPart);
        var second = surface.Extent(-sine, cosine, OuterPart);
        var asIs = Mismatch(first, prior.LengthMetres, prior) + Mismatch(second, prior.WidthMetres, prior);
        var turned = Mismatch(first, prior.WidthMetres, prior) + Mismatch(second, prior.LengthMetres, prior);
        var seen = Math.Max(first.High - first.Low, second.High - second.Low);

        // Either side could be the length, or less than the shorter side is seen: the heading is not known.
        if (Math.Abs(asIs - turned) < 0.15 * prior.WidthMetres || seen < 0.7 * prior.WidthMetres)
        {
            return false;
        }

        if (turned < asIs)
        {
            (first, second) = (second, (-first.High, -first.Low));
            (sine, cosine, angle) = (cosine, -sine, angle + Math.PI / 2);
        }

        var (along, length) = Middle(first, prior.LengthMetres);
        var (across, width) = Middle(second, prior.WidthMetres);
        centre = (along * cosine - across * sine, along * sine + across * cosine);
        size = prior with { LengthMetres = length, WidthMetres = width };
        yawRadians = angle > Math.PI / 2 ? angle - Math.PI : angle;
        return true;
    }

    private static double BestAngle(VisibleSurface surface)
    {
        var best = Search(surface, 0, 90, CoarseStep);
        return Search(surface, best - CoarseStep, best + CoarseStep, 0.5) * Math.PI / 180;
    }

    private static double Search(VisibleSurface surface, double from, double to, double step)
    {
        var (best, highest) = (from, double.NegativeInfinity);
        for (var degrees = from; degrees < to; degrees += step)
        {
            var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
            var closeness = Closeness(surface, (float)cosine, (float)sine);
            if (closeness > highest)
            {
                (best, highest) = (degrees, closeness);
            }
        }

        return best;
    }

    // Points near an edge count much, those inside little; nearer than 5 cm all are equal.
    private static double Closeness(VisibleSurface surface, float cosine, float sine)
    {
        var x = surface.X;
        var y = surface.Y;
        var (low1, high1) = (float.PositiveInfinity, float.NegativeInfinity);
        var (low2, high2) = (low1, high1);
        for (var i = 0; i < x.Length; i++)
        {
            var (a, b) = (x[i] * cosine + y[i] * sine, y[i] * cosine - x[i] * sine);
            (low1, high1) = (Math.Min(low1, a), Math.Max(high1, a));
            (low2, high2) = (Math.Min(low2, b), Math.Max(high2, b));
        }

        double sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var (a, b) = (x[i] * cosine + y[i] * sine, y[i] * cosine - x[i] * sine);
            var edge = Math.Min(Math.Min(a - low1, high1 - a), Math.Min(b - low2, high2 - b));
            sum += 1 / Math.Max(edge, 0.05f);
        }

        return sum;
    }

    // A side that is not seen says nothing; one that is, says how long it is at least.
    private static double Mismatch((double Low, double High) extent, double expected, ObjectSize prior)
    {
        var seen = extent.High - extent.Low;
        return seen > expected ? 2 * (seen - expected) : seen < SeenPart * prior.WidthMetres ? 0 : expected - seen;
    }

    // A side seen for most of its length is where its ends are; otherwise the object goes on behind the end that faces
    // the camera.
    private static (double Middle, double Length) Middle((double Low, double High) extent, double expected)
    {
        var seen = extent.High - extent.Low;
        if (seen > 0.8 * expected)
        {
            return ((extent.Low + extent.High) / 2, Math.Min(seen, 1.3 * expected));
        }

        var hidden = (expected - seen) / 2;
        var middle = (extent.Low + extent.High) / 2;
        return (middle + (extent.Low > 0 ? hidden : extent.High < 0 ? -hidden : 0), expected);
    }
}
