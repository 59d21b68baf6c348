namespace Ros2DotNet.Diagnostics;

/// <summary>Whether something happens as often as it should. Call <see cref="Tick"/>, on any thread, whenever it
/// does.</summary>
public sealed class FrequencyStatus : IDiagnosticTask
{
    private readonly double _minimumHz;
    private readonly double _maximumHz;
    private readonly double _tolerance;
    private readonly TimeProvider _time;
    private readonly (long Count, long Ticks)[] _history;
    private int _next;
    private long _count;

    /// <param name="minimumHz">The least that is expected; 0 for none.</param>
    /// <param name="maximumHz">The most that is expected; infinity for none.</param>
    /// <param name="tolerance">By which part the rate may be off.</param>
    /// <param name="window">Over how many cycles of the updater the rate is measured.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="time">The clock; the system's steady one by default.</param>
    public FrequencyStatus(
        double minimumHz, double maximumHz = double.PositiveInfinity, double tolerance = 0.1, int window = 5,
        string name = "Frequency Status", TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumHz);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumHz, minimumHz);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        (_minimumHz, _maximumHz, _tolerance, Name) = (minimumHz, maximumHz, tolerance, name);
        _time = time ?? TimeProvider.System;
        _history = new (long, long)[window];
        Array.Fill(_history, (0, _time.GetTimestamp()));
    }

    public string Name { get; }

    /// <summary>It happened once.</summary>
    public void Tick() => Interlocked.Increment(ref _count);

    public void Run(DiagnosticReport report)
    {
        var now = (Count: Interlocked.Read(ref _count), Ticks: _time.GetTimestamp());
        var then = _history[_next];
        _history[_next] = now;
        _next = (_next + 1) % _history.Length;
        var events = now.Count - then.Count;
        var seconds = _time.GetElapsedTime(then.Ticks, now.Ticks).TotalSeconds;
        var hz = seconds > 0 ? events / seconds : 0;
        var (least, most) = (_minimumHz * (1 - _tolerance), _maximumHz * (1 + _tolerance));
        if (events == 0)
        {
            report.Set(DiagnosticLevel.Error, "No events recorded.");
        }
        else if (hz < least)
        {
            report.Set(DiagnosticLevel.Warn, "Frequency too low.");
        }
        else if (hz > most)
        {
            report.Set(DiagnosticLevel.Warn, "Frequency too high.");
        }
        else
        {
            report.Set(DiagnosticLevel.Ok, "Desired frequency met");
        }

        report.Add("Events in window", events);
        report.Add("Events since startup", now.Count);
        report.Add("Duration of window (s)", seconds, "F3");
        report.Add("Actual frequency (Hz)", hz, "F3");
        if (_minimumHz == _maximumHz)
        {
            report.Add("Target frequency (Hz)", _minimumHz);
        }

        if (_minimumHz > 0)
        {
            report.Add("Minimum acceptable frequency (Hz)", least);
        }

        if (double.IsFinite(_maximumHz))
        {
            report.Add("Maximum acceptable frequency (Hz)", most);
        }
    }
}
