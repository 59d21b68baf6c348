namespace Ros2DotNet.Diagnostics;

/// <summary>Whether the stamps of messages are near the time of the clock. Call <see cref="Tick"/>, on any thread, with
/// each.</summary>
public sealed class TimeStampStatus : IDiagnosticTask
{
    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly Func<RosTime> _now;
    private readonly double _leastDelayS;
    private readonly double _mostDelayS;
    private bool _seen;
    private bool _zeroSeen;
    private double _leastSeenS;
    private double _mostSeenS;
    private long _early;
    private long _late;
    private long _zero;

    /// <param name="now">The clock that stamps are compared with, e.g. <see cref="Node.Now"/>.</param>
    /// <param name="leastDelayS">The least delay between stamp and clock in seconds, negative for a stamp in the
    /// future.</param>
    /// <param name="mostDelayS">The greatest delay between stamp and clock in seconds.</param>
    /// <param name="name">The task's name.</param>
    public TimeStampStatus(
        Func<RosTime> now, double leastDelayS = -1, double mostDelayS = 5, string name = "Timestamp Status")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostDelayS, leastDelayS);
        (_now, _leastDelayS, _mostDelayS, Name) = (now, leastDelayS, mostDelayS, name);
    }

    public string Name { get; }

    /// <summary>A message came with this stamp.</summary>
    public void Tick(RosTime stamp)
    {
        var delayS = (_now().Nanoseconds - stamp.Nanoseconds) * 1e-9;
        lock (_gate)
        {
            if (stamp.Nanoseconds == 0)
            {
                _zeroSeen = true;
                return;
            }

            _leastSeenS = _seen ? Math.Min(_leastSeenS, delayS) : delayS;
            _mostSeenS = _seen ? Math.Max(_mostSeenS, delayS) : delayS;
            _seen = true;
        }
    }

    public void Run(DiagnosticReport report)
    {
        lock (_gate)
        {
            Judge(report);
            report.Add("Earliest timestamp delay", _leastSeenS, "F6");
            report.Add("Latest timestamp delay", _mostSeenS, "F6");
            report.Add("Earliest acceptable timestamp delay", _leastDelayS);
            report.Add("Latest acceptable timestamp delay", _mostDelayS);
            report.Add("Late diagnostic update count", _late);
            report.Add("Early diagnostic update count", _early);
            report.Add("Zero seen diagnostic update count", _zero);
            (_seen, _zeroSeen, _leastSeenS, _mostSeenS) = (false, false, 0, 0);
        }
    }

    private void Judge(DiagnosticReport report)
    {
        report.Set(DiagnosticLevel.Ok, "Timestamps are reasonable.");
        if (!_seen && !_zeroSeen)
        {
            report.Set(DiagnosticLevel.Warn, "No data since last update.");
        }

        if (_seen && _leastSeenS < _leastDelayS)
        {
            report.Merge(DiagnosticLevel.Error, "Timestamps too far in future seen.");
            _early++;
        }

        if (_seen && _mostSeenS > _mostDelayS)
        {
            report.Merge(DiagnosticLevel.Error, "Timestamps too far in past seen.");
            _late++;
        }

        if (_zeroSeen)
        {
            report.Merge(DiagnosticLevel.Error, "Zero timestamp seen.");
            _zero++;
        }
    }
}
