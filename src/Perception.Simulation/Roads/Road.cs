namespace Perception.Simulation.Roads;

/// <summary>A road: its centre line and its cross-section, the same from end to end.</summary>
internal sealed class Road(RoadSegment[] segments)
{
    private const double FeatureStep = 4;
    private RoadFeatures?[] _features = [];

    public RoadSegment[] Segments { get; } = segments;

    public double Length { get; } = segments[^1].StartS + segments[^1].Length;

    /// <summary>From the centre line to the curb or the outer edge of the shoulder.</summary>
    public double HalfWidth { get; init; }

    /// <summary>0 where there is none.</summary>
    public double SidewalkWidth { get; init; }

    /// <summary>Between the outer lane and the curb; 0 where nobody may park.</summary>
    public double ParkingWidth { get; init; }

    public double MedianWidth { get; init; }

    public Lane[] Lanes { get; init; } = [];

    public LaneLine[] Lines { get; init; } = [];

    /// <summary>Where other roads cross: no lines are painted there.</summary>
    public List<SRange> Junctions { get; } = [];

    public List<SRange> Crosswalks { get; } = [];

    /// <summary>Bars across the lanes of one direction.</summary>
    public List<StopLine> StopLines { get; } = [];

    public List<LaneArrow> Arrows { get; } = [];

    public double SpeedLimit { get; init; } = 13.9;

    public int Seed { get; init; }

    /// <summary>The first sidewalk's outer edge.</summary>
    public double OuterWidth => HalfWidth + SidewalkWidth;

    /// <summary>
    /// The point at a distance along the road and an offset, and the heading there; beyond the ends straight on.
    /// </summary>
    public (double X, double Y, double Heading) At(double s, double offset = 0)
    {
        var i = Segments.Length - 1;
        while (i > 0 && Segments[i].StartS > s) i--;
        return Segments[i].At(s - Segments[i].StartS, offset);
    }

    /// <summary>How the heading turns along the road, in radians a metre, to the left.</summary>
    public double Curvature(double s)
    {
        var i = Segments.Length - 1;
        while (i > 0 && Segments[i].StartS > s) i--;
        return Segments[i].Curvature;
    }

    /// <summary>
    /// What may be painted near a place, null for nothing; known once <see cref="IndexFeatures"/> was called.
    /// </summary>
    public RoadFeatures? FeaturesNear(double s) =>
        (uint)(s / FeatureStep) is var i && i < (uint)_features.Length ? _features[i] : null;

    /// <summary>To be called when crosswalks, stop lines and arrows are complete.</summary>
    public void IndexFeatures()
    {
        _features = new RoadFeatures?[(int)(Length / FeatureStep) + 1];
        for (var i = 0; i < _features.Length; i++)
        {
            var features = RoadFeatures.Within(this, i * FeatureStep, (i + 1) * FeatureStep);
            if (features.Any) _features[i] = features;
        }
    }

    public bool IsJunction(double s)
    {
        foreach (var junction in Junctions)
        {
            if (junction.Contains(s)) return true;
        }

        return false;
    }

    /// <summary>Whether a line is painted here: not in a gap, and not left out for a junction or crosswalk.</summary>
    public bool IsLineAt(in LaneLine line, double s)
    {
        if (!line.IsPaintedAt(s) || IsJunction(s)) return false;
        foreach (var crosswalk in Crosswalks)
        {
            if (s >= crosswalk.From - 0.3 && s < crosswalk.To + 0.3) return false;
        }

        return true;
    }
}
