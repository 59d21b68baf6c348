namespace Perception.Pipelines;

/// <summary>Percentiles over the last samples of a duration, in milliseconds. Safe for several threads; allocates
/// only when constructed.</summary>
public sealed class LatencyStatistics
{
    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly double[] _ring;
    private readonly double[] _sorted;
    private long _count;

    /// <param name="window">Number of recent samples that the percentiles are taken over.</param>
    public LatencyStatistics(int window = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        _ring = new double[window];
        _sorted = new double[window];
    }

    /// <summary>Samples seen since the start.</summary>
    public long Count => Volatile.Read(ref _count);

    public void Add(double milliseconds)
    {
        lock (_gate)
        {
            _ring[(int)(_count % _ring.Length)] = milliseconds;
            _count++;
        }
    }

    /// <summary>Nearest-rank percentiles of the window; zeros while there are no samples.</summary>
    public LatencySummary Summarize()
    {
        lock (_gate)
        {
            var n = (int)Math.Min(_count, _ring.Length);
            if (n == 0) return default;
            var sorted = _sorted.AsSpan(0, n);
            _ring.AsSpan(0, n).CopyTo(sorted);
            sorted.Sort();
            return new LatencySummary(NearestRank(sorted, 0.50), NearestRank(sorted, 0.95), sorted[^1], n);
        }
    }

    private static double NearestRank(ReadOnlySpan<double> sorted, double p) =>
        sorted[Math.Max(0, (int)Math.Ceiling(p * sorted.Length) - 1)];
}
