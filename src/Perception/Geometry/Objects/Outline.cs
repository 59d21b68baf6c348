namespace Perception.Geometry.Objects;

/// <summary>The rectangle of an object over the ground.</summary>
/// <param name="X">Of its middle, ahead in metres.</param>
/// <param name="Y">Of its middle, to the left in metres.</param>
/// <param name="LengthMetres">Along its heading.</param>
/// <param name="WidthMetres">Across.</param>
/// <param name="YawRadians">-90 to 90 degrees.</param>
/// <param name="LengthSigmaMetres">Large where nothing shows how long it is.</param>
/// <param name="WidthSigmaMetres">The same of its width.</param>
internal readonly record struct Outline(
    double X, double Y, double LengthMetres, double WidthMetres, double YawRadians, double LengthSigmaMetres,
    double WidthSigmaMetres)
{
    public double RangeMetres => Math.Sqrt(X * X + Y * Y);

    public double BearingRadians => Math.Atan2(Y, X);

    /// <summary>What the sizes that are not seen make uncertain of the middle's distance.</summary>
    public double RangeSigmaMetres
    {
        get
        {
            var (sine, cosine) = Math.SinCos(YawRadians - BearingRadians);
            var (along, across) = (cosine * LengthSigmaMetres / 2, sine * WidthSigmaMetres / 2);
            return Math.Sqrt(along * along + across * across);
        }
    }
}
