namespace Ros2DotNet;

/// <summary>
/// Calls back on the executor's thread at a steady period of its clock; a late call does not shift the ones after it. A
/// timer of ROS time stands still while <c>/clock</c> does, and starts its period anew when the clock is set back.
/// </summary>
public sealed class RosTimer : IDisposable
{
    private const long ForeverNs = long.MaxValue;

    private readonly Action _callback;
    private readonly Action<RosTimer> _remove;
    private readonly RosClock _clock;
    private readonly long _periodNs;
    private readonly bool _once;
    private long _dueNs;
    private volatile bool _disposed;

    internal RosTimer(TimeSpan period, Action callback, RosClock? clock, bool once, Action<RosTimer> remove)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(1));
        _periodNs = period.Ticks * 100;
        _callback = callback;
        _clock = clock ?? RosClock.Steady;
        _once = once;
        _remove = remove;
        _clock.Jumped += Restart;
        _dueNs = _clock.NowNs + _periodNs;
    }

    /// <summary>When the next call is due, by the timer's clock.</summary>
    public RosTime Due => new(Volatile.Read(ref _dueNs));

    internal bool IsDisposed => _disposed;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _clock.Jumped -= Restart;
            _remove(this);
        }
    }

    /// <summary>Nanoseconds to wait; a simulated clock tells by itself when it went on.</summary>
    internal long WaitNs() => _clock.IsSimulated ? (Volatile.Read(ref _dueNs) <= _clock.NowNs ? 0 : ForeverNs)
        : Math.Max(0, Volatile.Read(ref _dueNs) - _clock.NowNs);

    internal void FireIfDue()
    {
        // In this order: a clock that jumps sets its time first, then calls Restart.
        var due = Volatile.Read(ref _dueNs);
        var now = _clock.NowNs;
        if (_disposed || now < due || (_clock.IsSimulated && now == 0))
        {
            return;
        }

        if (_once)
        {
            Dispose();
        }
        else if (!MoveOn(due, now))
        {
            return;
        }

        _callback();
    }

    /// <summary>After a long pause one call makes up for all that were missed; false where the clock was set anew
    /// meanwhile.</summary>
    private bool MoveOn(long dueNs, long nowNs)
    {
        var next = dueNs + ((nowNs - dueNs) / _periodNs + 1) * _periodNs;
        return Interlocked.CompareExchange(ref _dueNs, next, dueNs) == dueNs;
    }

    private void Restart(long jumpNs) => Volatile.Write(ref _dueNs, _clock.NowNs + _periodNs);
}
