using System.Diagnostics;
using Perception.Pipelines;

namespace Perception.Cli.Watch;

/// <summary>
/// What <c>perception watch</c> has seen so far. Messages come on one thread, the table is drawn by another.
/// </summary>
/// <param name="warmUp">How long after the first frame latencies do not count yet.</param>
internal sealed class WatchStatistics(TimeSpan warmUp)
{
    private readonly Lock _gate = new();
    private readonly RateMeter _rate = new();
    private readonly LatencyStatistics _latency = new(1024);
    private readonly SortedDictionary<string, long> _byLabel = new(StringComparer.Ordinal);
    private long _detections;
    private long _firstFrame;
    private string _dropped = "-";
    private string _health = "no diagnostics yet";

    public void AddFrame(double latencyMs, IEnumerable<string> labels)
    {
        _rate.Tick();
        if (_firstFrame == 0) _firstFrame = Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(_firstFrame) >= warmUp) _latency.Add(latencyMs);
        lock (_gate)
        {
            foreach (var label in labels)
            {
                _detections++;
                _byLabel[label] = _byLabel.GetValueOrDefault(label) + 1;
            }
        }
    }

    public void SetDiagnostics(string health, string dropped)
    {
        lock (_gate) (_health, _dropped) = (health, dropped);
    }

    public WatchSnapshot Snapshot()
    {
        lock (_gate)
        {
            var commonest = _byLabel.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Take(6);
            return new WatchSnapshot(_rate.Count, _rate.PerSecond(), _latency.Summarize(), _detections, _dropped,
                _health,
                string.Join(", ", commonest.Select(p => $"{p.Key} {p.Value}")));
        }
    }
}
