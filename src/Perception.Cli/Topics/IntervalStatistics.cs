using System.Diagnostics;
using System.Globalization;

namespace Perception.Cli.Topics;

/// <summary>Rate of a topic from the times at which its messages arrive.</summary>
internal sealed class IntervalStatistics
{
    private readonly Lock _gate = new();
    private long _last;
    private double _mean;
    private double _squares; // of differences from the mean, summed as they come (Welford 1962)
    private double _shortest = double.PositiveInfinity;
    private double _longest;

    /// <summary>Messages seen.</summary>
    public long Messages { get; private set; }

    public void Tick()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (Messages++ > 0) Add(Stopwatch.GetElapsedTime(_last, now).TotalSeconds, Messages - 1);
            _last = now;
        }
    }

    /// <summary>Mean rate and spread of the intervals; null below two messages.</summary>
    public string? Describe()
    {
        lock (_gate)
        {
            if (Messages < 2) return null;
            return string.Create(CultureInfo.InvariantCulture,
                $"average rate: {1 / _mean:F3}  min: {_shortest:F4} s  max: {_longest:F4} s  " +
                $"std dev: {Math.Sqrt(_squares / (Messages - 1)):F5} s  window: {Messages}");
        }
    }

    private void Add(double interval, long count)
    {
        var before = interval - _mean;
        _mean += before / count;
        _squares += before * (interval - _mean);
        (_shortest, _longest) = (Math.Min(_shortest, interval), Math.Max(_longest, interval));
    }
}
