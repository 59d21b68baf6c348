using System.Diagnostics;

namespace Perception.Cli.Bags;

/// <summary>
/// Where in the bag's time the player is: it runs at a rate, stands still while paused, and can be stepped.
/// </summary>
internal sealed class PlayClock(long startNs, double rate)
{
    private long _anchorTicks = Stopwatch.GetTimestamp();
    private long _anchorNs = startNs;

    public double Rate { get; private set; } = rate;

    public bool IsPaused { get; private set; }

    public long NowNs =>
        IsPaused ? _anchorNs : _anchorNs + (long)(Stopwatch.GetElapsedTime(_anchorTicks).TotalNanoseconds * Rate);

    /// <summary>How long it takes until the bag's time is <paramref name="timeNs"/>; never while paused.</summary>
    public TimeSpan Until(long timeNs) =>
        IsPaused ? Timeout.InfiniteTimeSpan : TimeSpan.FromMicroseconds((timeNs - NowNs) / 1000.0 / Rate);

    public void TogglePause()
    {
        Anchor(NowNs);
        IsPaused = !IsPaused;
    }

    public void ChangeRate(double factor)
    {
        Anchor(NowNs);
        Rate *= factor;
    }

    /// <summary>While paused: goes to a message's time.</summary>
    public void StepTo(long timeNs) => Anchor(timeNs);

    private void Anchor(long nowNs) => (_anchorNs, _anchorTicks) = (nowNs, Stopwatch.GetTimestamp());
}
