namespace Perception.Geometry.Objects;

/// <summary>
/// The points of an object that depth shows, seen from above: x ahead and y to the left of the camera in metres. Reuses
/// its buffers.
/// </summary>
internal sealed class VisibleSurface
{
    public const int MaximumPoints = 512;
    private const int LeastPoints = 8;
    private const double LeastPart = 0.15;

    private readonly float[] _x = new float[MaximumPoints];
    private readonly float[] _y = new float[MaximumPoints];
    private readonly float[] _height = new float[MaximumPoints];
    private readonly float[] _range = new float[MaximumPoints];
    private readonly float[] _sorted = new float[MaximumPoints];

    public int Count { get; private set; }

    public ReadOnlySpan<float> X => _x.AsSpan(0, Count);

    public ReadOnlySpan<float> Y => _y.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(Point3 inGround)
    {
        if (Count < MaximumPoints)
        {
            (_x[Count], _y[Count], _height[Count]) = ((float)inGround.X, (float)inGround.Y, (float)inGround.Z);
            _range[Count++] = (float)Math.Sqrt(inGround.X * inGround.X + inGround.Y * inGround.Y);
        }
    }

    /// <summary>
    /// Keeps the points within the densest stretch of ranges that an object of that extent can have: what is before or
    /// behind it is something else. False where too few are left. A stretch counts the less, the less likely its middle
    /// is by what else is known of the object's range: a wall may show more points than who stands before it.
    /// </summary>
    public bool KeepDensest(double extentMetres, RangeEstimate expected)
    {
        var all = Count;
        if (all < LeastPoints)
        {
            return false;
        }

        var sorted = _sorted.AsSpan(0, all);
        _range.AsSpan(0, all).CopyTo(sorted);
        sorted.Sort();

        // What is expected says which of several things it is, and not where that begins: there the count alone
        // decides.
        var (likely, likelyEnd) = Densest(sorted, extentMetres, expected, 0, all);
        var (best, bestEnd) = Densest(sorted, extentMetres, default, likely, likelyEnd);
        var (near, far) = (sorted[best], sorted[bestEnd - 1]);
        Count = 0;
        for (var i = 0; i < all; i++)
        {
            if (_range[i] >= near && _range[i] <= far)
            {
                Move(i, Count++);
            }
        }

        return Count >= LeastPoints && Count >= LeastPart * all;
    }

    /// <summary>
    /// Puts the points below that part of the highest one's height before the others, and tells how many they are.
    /// </summary>
    public int PutLowerFirst(double part)
    {
        var limit = float.NegativeInfinity;
        foreach (var height in _height.AsSpan(0, Count))
        {
            limit = Math.Max(limit, height);
        }

        limit *= (float)part;
        var lower = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_height[i] < limit)
            {
                Swap(i, lower++);
            }
        }

        return lower;
    }

    /// <summary>The range below which that part of the points is.</summary>
    public double RangeQuantile(double part) => Quantile(_range.AsSpan(0, Count), part, part).Low;

    /// <summary>Where the points begin and end along a direction, without the outermost.</summary>
    public (double Low, double High) Extent(double cosine, double sine, double outer)
    {
        Span<float> along = stackalloc float[MaximumPoints];
        for (var i = 0; i < Count; i++)
        {
            along[i] = (float)(_x[i] * cosine + _y[i] * sine);
        }

        return Quantile(along[..Count], outer, 1 - outer);
    }

    // The stretch with the most points that shares some with those from least to most.
    private static (int First, int End) Densest(
        ReadOnlySpan<float> sorted, double extentMetres, RangeEstimate expected, int least, int most)
    {
        var (best, bestEnd, highest) = (0, 0, 0.0);
        for (int first = 0, end = 0; first < most; first++)
        {
            var window = (float)Math.Max(extentMetres, 0.03 * sorted[first]);
            while (end < sorted.Length && sorted[end] <= sorted[first] + window)
            {
                end++;
            }

            var worth = (end - first) * expected.LikelihoodOf((sorted[first] + sorted[end - 1]) / 2);
            if (end > least && worth > highest)
            {
                (best, bestEnd, highest) = (first, end, worth);
            }
        }

        return (best, bestEnd);
    }

    private void Move(int from, int to) =>
        (_x[to], _y[to], _height[to], _range[to]) = (_x[from], _y[from], _height[from], _range[from]);

    private void Swap(int first, int second)
    {
        (_x[first], _x[second]) = (_x[second], _x[first]);
        (_y[first], _y[second]) = (_y[second], _y[first]);
        (_height[first], _height[second]) = (_height[second], _height[first]);
        (_range[first], _range[second]) = (_range[second], _range[first]);
    }

    private (double Low, double High) Quantile(ReadOnlySpan<float> values, double low, double high)
    {
        var sorted = _sorted.AsSpan(0, values.Length);
        values.CopyTo(sorted);
        sorted.Sort();
        return (sorted[(int)Math.Round(low * (sorted.Length - 1))],
            sorted[(int)Math.Round(high * (sorted.Length - 1))]);
    }
}
