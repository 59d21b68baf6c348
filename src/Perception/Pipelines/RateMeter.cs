using System.Diagnostics;

namespace Perception.Pipelines;

/// <summary>Events per second over the last few seconds, from monotonic time. Safe for several threads.</summary>
public sealed class RateMeter
{
    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly long[] _ring;
    private readonly TimeSpan _horizon;
    private long _count;

    /// <param name="window">Most events looked back at.</param>
    /// <param name="horizonSeconds">Age beyond which events no longer count.</param>
    public RateMeter(int window = 256, double horizonSeconds = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        _ring = new long[window];
        _horizon = TimeSpan.FromSeconds(horizonSeconds);
    }

    /// <summary>Events since the start.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Notes an event now and returns the milliseconds since the one before, or 0 for the first.</summary>
    public double Tick()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            var sinceLast = _count == 0 ? 0 : Stopwatch.GetElapsedTime(At(_count - 1), now).TotalMilliseconds;
            _ring[(int)(_count % _ring.Length)] = now;
            _count++;
            return sinceLast;
        }
    }

    /// <summary>Mean rate between the oldest event within the horizon and the newest; 0 below two events.</summary>
    public double PerSecond()
    {
        var now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            var newest = _count - 1;
            var oldest = newest;
            var limit = Math.Max(0, _count - _ring.Length);
            while (oldest > limit && Stopwatch.GetElapsedTime(At(oldest - 1), now) <= _horizon) oldest--;
            if (newest < 1 || oldest == newest || Stopwatch.GetElapsedTime(At(newest), now) > _horizon) return 0;
            return (newest - oldest) / Stopwatch.GetElapsedTime(At(oldest), At(newest)).TotalSeconds;
        }
    }

    private long At(long index) => _ring[(int)(index % _ring.Length)];
}
