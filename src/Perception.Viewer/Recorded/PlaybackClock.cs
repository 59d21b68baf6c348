using System.Diagnostics;

namespace Perception.Viewer.Recorded;

/// <summary>Where in a bag's time playback is. Stands still at first; guarded by its owner.</summary>
internal sealed class PlaybackClock(long startNs)
{
    private long _anchorTicks;
    private long _anchorNs = startNs;
    private bool _isHeld;

    public float Speed { get; private set; } = 1;

    /// <summary>Whether somebody has paused it; being held is nobody's wish.</summary>
    public bool IsPaused { get; private set; } = true;

    public long NowNs => IsPaused || _isHeld
        ? _anchorNs : _anchorNs + (long)(Stopwatch.GetElapsedTime(_anchorTicks).TotalNanoseconds * Speed);

    /// <summary>Time on the wall until the bag's time is there, negative where it is past; while it runs.</summary>
    public TimeSpan Until(long timeNs) =>
        TimeSpan.FromMicroseconds(Math.Min((timeNs - NowNs) / 1000.0 / Speed, 1e12));

    /// <summary>Goes on from a time, at a speed, or stands there.</summary>
    public void Set(long timeNs, float speed, bool paused)
    {
        (_anchorNs, _anchorTicks) = (timeNs, Stopwatch.GetTimestamp());
        (Speed, IsPaused) = (speed, paused);
    }

    /// <summary>Stands at a time, paused or not, until it is released.</summary>
    public void Hold(long timeNs) => (_anchorNs, _isHeld) = (timeNs, true);

    /// <summary>Runs on from where it was held, if it is not paused.</summary>
    public void Release() => (_anchorTicks, _isHeld) = (Stopwatch.GetTimestamp(), false);
}
