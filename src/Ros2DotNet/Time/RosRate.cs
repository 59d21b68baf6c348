namespace Ros2DotNet;

/// <summary>
/// Keeps a loop at a steady rate of a clock. A turn that took too long starts the count anew, as rclcpp's does.
/// </summary>
public sealed class RosRate
{
    private readonly RosClock _clock;
    private readonly long _periodNs;
    private long _lastNs;

    /// <param name="hertz">Turns per second, above zero.</param>
    /// <param name="clock">The steady clock if null.</param>
    public RosRate(double hertz, RosClock? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hertz);
        _clock = clock ?? RosClock.Steady;
        _periodNs = (long)(1e9 / hertz);
        _lastNs = _clock.NowNs;
    }

    /// <summary>Waits for the end of the turn; false at once if it is past already.</summary>
    public async Task<bool> SleepAsync(CancellationToken cancellation = default)
    {
        var now = _clock.NowNs;
        var next = _lastNs + _periodNs;
        if (now < _lastNs)
        {
            // The clock was set back.
            next = now + _periodNs;
        }

        _lastNs = next;
        if (next <= now)
        {
            _lastNs = now > next + _periodNs ? now : next;
            return false;
        }

        await _clock.SleepUntilAsync(new RosTime(next), cancellation).ConfigureAwait(false);
        return true;
    }
}
