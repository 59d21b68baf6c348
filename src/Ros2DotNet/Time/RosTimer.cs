using System.Diagnostics;

namespace Ros2DotNet;

/// <summary>Calls back on the executor's thread at a steady period; a late call does not shift the ones after it.</summary>
public sealed class RosTimer : IDisposable
{
    private readonly Action _callback;
    private readonly Action<RosTimer> _remove;
    private readonly long _periodTicks;
    private bool _disposed;

    internal RosTimer(TimeSpan period, Action callback, Action<RosTimer> remove)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(1));
        _periodTicks = (long)(period.TotalSeconds * Stopwatch.Frequency);
        _callback = callback;
        _remove = remove;
        DueTicks = Stopwatch.GetTimestamp() + _periodTicks;
    }

    /// <summary>When the next call is due, by <see cref="Stopwatch"/>.</summary>
    internal long DueTicks { get; private set; }

    internal void FireIfDue(long nowTicks)
    {
        if (_disposed || nowTicks < DueTicks)
        {
            return;
        }

        DueTicks = Math.Max(DueTicks + _periodTicks, nowTicks - _periodTicks);
        _callback();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _remove(this);
    }
}
