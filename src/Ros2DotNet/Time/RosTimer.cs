namespace Ros2DotNet;

/// <summary>Calls back on the executor's thread at a steady period; a late call does not shift the ones after it.</summary>
public sealed class RosTimer : IDisposable
{
    private readonly Action _callback;
    private readonly Action<RosTimer> _remove;
    private readonly long _periodMs;
    private bool _disposed;

    internal RosTimer(TimeSpan period, Action callback, Action<RosTimer> remove)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(1));
        _periodMs = (long)period.TotalMilliseconds;
        _callback = callback;
        _remove = remove;
        DueMs = Environment.TickCount64 + _periodMs;
    }

    internal long DueMs { get; private set; }

    internal void FireIfDue(long nowMs)
    {
        if (_disposed || nowMs < DueMs)
        {
            return;
        }

        DueMs = Math.Max(DueMs + _periodMs, nowMs - _periodMs);
        _callback();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _remove(this);
    }
}
