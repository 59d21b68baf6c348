using System.Diagnostics;
using System.Globalization;

namespace Perception.Cli.Topics;

/// <summary>Rate of a topic from the times at which its messages arrive.</summary>
internal sealed class IntervalStatistics
{
    private readonly Lock _gate = new();
    private readonly List<double> _intervals = [];
    private long _last;

    /// <summary>Messages seen.</summary>
    public int Messages { get; private set; }

    public void Tick()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (Messages++ > 0) _intervals.Add(Stopwatch.GetElapsedTime(_last, now).TotalSeconds);
            _last = now;
        }
    }

    /// <summary>Mean rate and spread of the intervals; null below two messages.</summary>
    public string? Describe()
    {
        lock (_gate)
        {
            if (_intervals.Count == 0) return null;
            var mean = _intervals.Average();
            var deviation = Math.Sqrt(_intervals.Average(i => (i - mean) * (i - mean)));
            return string.Create(CultureInfo.InvariantCulture,
                $"average rate: {1 / mean:F3}  min: {_intervals.Min():F4} s  max: {_intervals.Max():F4} s  " +
                $"std dev: {deviation:F5} s  window: {Messages}");
        }
    }
}
