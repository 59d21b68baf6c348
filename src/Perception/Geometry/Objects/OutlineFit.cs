namespace Perception.Geometry.Objects;

/// <summary>
/// The rectangle of an object: its heading from its visible sides by the closeness criterion (Zhang, Xu, Dong and
/// Dolan, Efficient L-Shape Fitting for Vehicle Detection Using Laser Scanners, 2017), its near sides from depth, its
/// far ends from the edges of its box, and what neither shows from the size that its class has.
/// </summary>
internal static class OutlineFit
{
    private const int LeastPoints = 30;
    private const double CoarseStep = 3, MiddleStep = 0.5, FineStep = 0.1;

    // Nearer to an edge than this all points are equal: as rough as sides are, and as flat as they can be.
    private const float RoughMetres = 0.05f, FlatMetres = 0.01f;
    private const double OuterPart = 0.02;

    // Below this part of their height vehicles have upright sides; above it they lean inwards.
    private const double UprightPart = 0.6;

    // Motorcycles and bicycles have no sides whose direction would tell how long they are: the class knows better.
    private const double NarrowMetres = 1;
    private const double NarrowSigmaPart = 0.3;

    // Length and width are told apart where one way fits so much better, in squared deviations.
    private const double LeastAdvantage = 0.3;

    /// <summary>The outline; null where the points do not show one.</summary>
    /// <param name="surface">What depth shows of the object; its points change their order.</param>
    /// <param name="box">Around it.</param>
    /// <param name="prior">Its class.</param>
    public static Outline? Find(VisibleSurface surface, in ViewBox box, ClassSize prior)
    {
        if (surface.Count < LeastPoints)
        {
            return null;
        }

        var upright = surface.PutLowerFirst(UprightPart);
        var count = upright >= LeastPoints ? upright : surface.Count;
        var angle = BestAngle(surface, count);
        var yawSigma = AngleSigma(surface, count, angle);
        var raySigma = Math.Sqrt(box.SideSigmaRadians * box.SideSigmaRadians + yawSigma * yawSigma);
        var (asIs, costAsIs) = At(angle, surface, box, prior, raySigma);
        var (turned, costTurned) = At(angle + Math.PI / 2, surface, box, prior, raySigma);
        return Math.Abs(costAsIs - costTurned) < LeastAdvantage ? null : costAsIs < costTurned ? asIs : turned;
    }

    // The rectangle with its length along an angle, and how badly its sides fit the class.
    private static (Outline Outline, double Cost) At(
        double angle, VisibleSurface surface, in ViewBox box, ClassSize prior, double raySigma)
    {
        var (sine, cosine) = Math.SinCos(angle);
        var along = surface.Extent(cosine, sine, OuterPart);
        var across = surface.Extent(-sine, cosine, OuterPart);

        // Mirrored where needed, so that the camera stands at 0 and the object lies towards greater numbers.
        var (signAlong, signAcross) = (along.Low + along.High > 0 ? 1 : -1, across.Low + across.High > 0 ? 1 : -1);
        along = signAlong > 0 ? along : (-along.High, -along.Low);
        across = signAcross > 0 ? across : (-across.High, -across.Low);
        var (low, high) = (Turned(box.RightRadians), Turned(box.LeftRadians));
        if (signAlong != signAcross)
        {
            (low, high) = (high, low);
        }

        var size = prior.Size;
        var lengthSigma = prior.RelativeDeviation * size.LengthMetres *
            (size.WidthMetres < NarrowMetres ? NarrowSigmaPart : 1);
        var width = OutlineSide.Find(along.Low, across.Low, across.High, low, high, size.WidthMetres,
            ClassSize.WidthDeviation * size.WidthMetres, raySigma);
        var length = OutlineSide.Find(across.Low, along.Low, along.High, Math.PI / 2 - high, Math.PI / 2 - low,
            size.LengthMetres, lengthSigma, raySigma);
        var a = signAlong * (length.Begin + length.Length / 2);
        var b = signAcross * (width.Begin + width.Length / 2);
        var heading = Math.IEEERemainder(angle, Math.PI);
        return (new Outline(a * cosine - b * sine, a * sine + b * cosine, length.Length, width.Length, heading,
            length.Sigma, width.Sigma), length.Mismatch + width.Mismatch);

        double Turned(double bearing)
        {
            var (y, x) = Math.SinCos(bearing - angle);
            return Math.Atan2(y * signAcross, x * signAlong);
        }
    }

    // How far half of the points lie from the sides that they are to show, over as long as these are seen: what the
    // angle of round corners and bumpers is worth.
    private static double AngleSigma(VisibleSurface surface, int count, double angle)
    {
        var (sine, cosine) = Math.SinCos(angle);
        Span<float> edges = stackalloc float[VisibleSurface.MaximumPoints];
        var bounds = Bounds.Of(surface.X[..count], surface.Y[..count], (float)cosine, (float)sine);
        for (var i = 0; i < count; i++)
        {
            edges[i] = bounds.EdgeDistance(surface.X[i], surface.Y[i]);
        }

        edges[..count].Sort();
        return edges[count / 2] / Math.Max(bounds.LongerSide, RoughMetres);
    }

    private static double BestAngle(VisibleSurface surface, int count)
    {
        var best = Search(surface, count, 0, 90, CoarseStep, RoughMetres);
        best = Search(surface, count, best - CoarseStep, best + CoarseStep, MiddleStep, RoughMetres);
        best = Search(surface, count, best - 2 * MiddleStep, best + 2 * MiddleStep, FineStep, FlatMetres);
        return best * Math.PI / 180;
    }

    private static double Search(VisibleSurface surface, int count, double from, double to, double step, float floor)
    {
        var (best, highest) = (from, double.NegativeInfinity);
        for (var degrees = from; degrees < to; degrees += step)
        {
            var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
            var closeness = Closeness(surface.X[..count], surface.Y[..count], (float)cosine, (float)sine, floor);
            if (closeness > highest)
            {
                (best, highest) = (degrees, closeness);
            }
        }

        return best;
    }

    // Points near an edge count much, those inside little.
    private static double Closeness(
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, float cosine, float sine, float floor)
    {
        var bounds = Bounds.Of(x, y, cosine, sine);
        double sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += 1 / Math.Max(bounds.EdgeDistance(x[i], y[i]), floor);
        }

        return sum;
    }

    // The rectangle around points with a side along a direction.
    private readonly record struct Bounds(
        float Cosine, float Sine, float LowAlong, float HighAlong, float LowAcross, float HighAcross)
    {
        public float LongerSide => Math.Max(HighAlong - LowAlong, HighAcross - LowAcross);

        public static Bounds Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, float cosine, float sine)
        {
            var (lowAlong, highAlong) = (float.PositiveInfinity, float.NegativeInfinity);
            var (lowAcross, highAcross) = (lowAlong, highAlong);
            for (var i = 0; i < x.Length; i++)
            {
                var (along, across) = (x[i] * cosine + y[i] * sine, y[i] * cosine - x[i] * sine);
                (lowAlong, highAlong) = (Math.Min(lowAlong, along), Math.Max(highAlong, along));
                (lowAcross, highAcross) = (Math.Min(lowAcross, across), Math.Max(highAcross, across));
            }

            return new Bounds(cosine, sine, lowAlong, highAlong, lowAcross, highAcross);
        }

        public float EdgeDistance(float x, float y)
        {
            var (along, across) = (x * Cosine + y * Sine, y * Cosine - x * Sine);
            return Math.Min(Math.Min(along - LowAlong, HighAlong - along),
                Math.Min(across - LowAcross, HighAcross - across));
        }
    }
}
