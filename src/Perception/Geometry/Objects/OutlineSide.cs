namespace Perception.Geometry.Objects;

/// <summary>
/// One side of a rectangle before the camera: where it begins, how long it is and how sure that is. Depth shows where
/// the side lies and begins, and the edge of the box where it ends: the ray through that edge touches the far corner.
/// </summary>
internal readonly record struct OutlineSide(double Begin, double Length, double Sigma, double Mismatch)
{
    // A side that is nearer to the camera's own line is seen along, not from before it.
    private const double LeastDistanceMetres = 0.05;
    private const double SteepestRadians = 1.56;

    // Sides are no planes, and their ends are round.
    private const double EndSigmaMetres = 0.05;
    private const double FaceSigmaMetres = 0.03;

    /// <param name="face">Distance of the side's line from the camera.</param>
    /// <param name="begin">Where the points of the object begin along it.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="nearRadians">From the line's normal to the ray that bounds the side's beginning.</param>
    /// <param name="farRadians">The same at its end; NaN where the picture ends before the object does.</param>
    /// <param name="expected">Length that its class has.</param>
    /// <param name="expectedSigma">Deviation of that.</param>
    /// <param name="raySigma">Deviation of the angles between the rays and the line, in radians.</param>
    public static OutlineSide Find(double face, double begin, double end, double nearRadians, double farRadians,
        double expected, double expectedSigma, double raySigma)
    {
        if (!(face > LeastDistanceMetres) || !(farRadians < SteepestRadians))
        {
            // It is not seen: what is seen of the other one only says how long it is at least.
            var excess = Math.Max(0, end - begin - expected) / expectedSigma;
            return new OutlineSide(begin, Math.Max(expected, end - begin), expectedSigma, excess * excess);
        }

        var slope = Math.Tan(farRadians);
        var first = begin > LeastDistanceMetres || double.IsNaN(nearRadians) ? begin : face * Math.Tan(nearRadians);
        var seen = face * slope - first;
        var fromBox = raySigma * face * (1 + slope * slope);
        var variance = fromBox * fromBox + EndSigmaMetres * EndSigmaMetres +
            FaceSigmaMetres * FaceSigmaMetres * slope * slope;
        var (prior, weight) = (1 / (expectedSigma * expectedSigma), 1 / variance);
        var length = Math.Max((expected * prior + seen * weight) / (prior + weight), Math.Min(end - first, seen));
        return new OutlineSide(first, length, Math.Sqrt(1 / (prior + weight)),
            (seen - expected) * (seen - expected) / (expectedSigma * expectedSigma + variance));
    }
}
