namespace Perception.Geometry.Objects;

/// <summary>A distance over the ground, its standard deviation, and where it is from.</summary>
internal readonly record struct RangeEstimate(double Metres, double Sigma, LocationSources Sources)
{
    // No estimate is so sure that what contradicts it cannot be.
    private const double LeastLikelihood = 1e-3;

    /// <summary>
    /// How likely a distance is beside the estimated one: 1 where nothing is known, and never 0.
    /// </summary>
    public double LikelihoodOf(double metres)
    {
        var deviations = Sources == LocationSources.None ? 0 : (metres - Metres) / Sigma;
        var likelihood = Math.Exp(-deviations * deviations / 2);
        return likelihood > LeastLikelihood ? likelihood : LeastLikelihood;
    }

    /// <summary>
    /// With one more measurement, weighted by inverse variance; one that contradicts the surer one is left out.
    /// </summary>
    public RangeEstimate With(double metres, double sigma, double gateSigmas, LocationSources source)
    {
        if (Sources == LocationSources.None)
        {
            return new RangeEstimate(metres, sigma, source);
        }

        if (Math.Abs(metres - Metres) > gateSigmas * Math.Sqrt(Sigma * Sigma + sigma * sigma))
        {
            return sigma < Sigma ? new RangeEstimate(metres, sigma, source) : this;
        }

        var (a, b) = (1 / (Sigma * Sigma), 1 / (sigma * sigma));
        return new RangeEstimate((Metres * a + metres * b) / (a + b), Math.Sqrt(1 / (a + b)), Sources | source);
    }
}
