using System.Diagnostics;

namespace Perception.Viewer.Recorded;

/// <summary>Where in a bag's time playback is. Stands still at first; guarded by its owner.</summary>
internal sealed class PlaybackClock(long startNs)
{
    private long _anchorTicks;
    private long _anchorNs = startNs;

    public float Speed { get; private set; } = 1;

    public bool IsPaused { get; private set; } = true;

    public long NowNs =>
        IsPaused ? _anchorNs : _anchorNs + (long)(Stopwatch.GetElapsedTime(_anchorTicks).TotalNanoseconds * Speed);

    /// <summary>Time on the wall until the bag's time is there; while it runs.</summary>
    public TimeSpan Until(long timeNs) => TimeSpan.FromMicroseconds(Math.Min((timeNs - NowNs) / 1000.0 / Speed, 1e12));

    /// <summary>Goes on from a time, at a speed, or stands there.</summary>
    public void Set(long timeNs, float speed, bool paused)
    {
        (_anchorNs, _anchorTicks) = (timeNs, Stopwatch.GetTimestamp());
        (Speed, IsPaused) = (speed, paused);
    }
}
