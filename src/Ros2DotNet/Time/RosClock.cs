using System.Diagnostics;

namespace Ros2DotNet;

/// <summary>
/// A clock as in REP and design article "Clock and Time": system, steady, or ROS time that can be simulated.
/// </summary>
public sealed class RosClock
{
    private readonly Lock _gate = new();
    private readonly List<(long DueNs, TaskCompletionSource Done)> _sleepers = [];
    private long _simulatedNs;
    private volatile bool _simulated;

    internal RosClock(ClockType type) => Type = type;

    /// <summary>The system's clock.</summary>
    public static RosClock System { get; } = new(ClockType.System);

    /// <summary>The steady clock.</summary>
    public static RosClock Steady { get; } = new(ClockType.Steady);

    public ClockType Type { get; }

    /// <summary>Whether the time is that of <c>/clock</c>; it is zero until the first message.</summary>
    public bool IsSimulated => _simulated;

    /// <summary>The time now.</summary>
    public RosTime Now => new(NowNs);

    internal long NowNs => Type == ClockType.Steady
        ? Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency)
        : _simulated ? Volatile.Read(ref _simulatedNs) : RosTime.SystemNow.Nanoseconds;

    /// <summary>
    /// The time was set: by how much it jumped, in nanoseconds; raised for steps back and for changes of the source.
    /// </summary>
    public event Action<long>? Jumped;

    /// <summary>Raised on every change of simulated time and of the source.</summary>
    internal event Action? Changed;

    /// <summary>Waits until this clock has gone on by <paramref name="duration"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task SleepAsync(TimeSpan duration, CancellationToken cancellation = default) =>
        SleepUntilAsync(new RosTime(NowNs + duration.Ticks * 100), cancellation);

    /// <summary>Waits until this clock shows <paramref name="time"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task SleepUntilAsync(RosTime time, CancellationToken cancellation = default)
    {
        while (NowNs is var now && now < time.Nanoseconds)
        {
            if (!_simulated)
            {
                // A short step, so that a clock that is set or becomes simulated is noticed.
                var left = TimeSpan.FromTicks(Math.Max(1, (time.Nanoseconds - now + 99) / 100));
                await Task.Delay(left < TimeSpan.FromMilliseconds(500) ? left : TimeSpan.FromMilliseconds(500),
                    cancellation).ConfigureAwait(false);
                continue;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _sleepers.Add((time.Nanoseconds, done));
            }

            await using var registration = cancellation.Register(
                static state => ((TaskCompletionSource)state!).TrySetCanceled(), done).ConfigureAwait(false);
            WakeSleepers();
            await done.Task.ConfigureAwait(false);
        }
    }

    internal void SetSimulated(bool simulated)
    {
        if (_simulated == simulated)
        {
            return;
        }

        var before = NowNs;
        _simulated = simulated;
        Raise(before);
    }

    internal void SetTime(long nanoseconds)
    {
        var before = Interlocked.Exchange(ref _simulatedNs, nanoseconds);
        if (!_simulated)
        {
            return;
        }

        WakeSleepers();
        if (nanoseconds < before)
        {
            Jumped?.Invoke(nanoseconds - before);
        }

        Changed?.Invoke();
    }

    private void Raise(long before)
    {
        WakeSleepers();
        Jumped?.Invoke(NowNs - before);
        Changed?.Invoke();
    }

    private void WakeSleepers()
    {
        lock (_gate)
        {
            var now = NowNs;
            for (var i = _sleepers.Count - 1; i >= 0; i--)
            {
                // A clock that left simulation wakes everybody; they look again.
                if (!_simulated || _sleepers[i].DueNs <= now || _sleepers[i].Done.Task.IsCompleted)
                {
                    _sleepers[i].Done.TrySetResult();
                    _sleepers.RemoveAt(i);
                }
            }
        }
    }
}
