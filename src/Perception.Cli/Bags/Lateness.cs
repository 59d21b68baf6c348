namespace Perception.Cli.Bags;

/// <summary>
/// How late messages are sent, in milliseconds, in memory that does not grow: of more than a million an even sample is
/// kept, by which percentiles are told (Vitter 1985, algorithm R); the latest of all is known in any case.
/// </summary>
internal sealed class Lateness
{
    private const int MostKept = 1 << 20;

    private readonly Random _random = new(1);
    private readonly List<double> _kept = [];
    private double _most;

    /// <summary>Messages so far.</summary>
    public long Count { get; private set; }

    public void Add(double milliseconds)
    {
        _most = Math.Max(_most, milliseconds);
        Count++;
        if (_kept.Count < MostKept) _kept.Add(milliseconds);
        else if (_random.NextInt64(Count) is < MostKept and var place) _kept[(int)place] = milliseconds;
    }

    /// <summary>Median, 99th percentile and maximum; zeros where nothing was sent.</summary>
    public (double P50, double P99, double Most) Summarize()
    {
        if (_kept.Count == 0) return default;
        double[] sorted = [.. _kept.Order()];
        return (sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 99L / 100)], _most);
    }
}
