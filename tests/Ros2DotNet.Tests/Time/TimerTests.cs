namespace Ros2DotNet.Tests;

public sealed class TimerTests
{
    private readonly RosClock _clock = new(ClockType.Ros);

    public TimerTests()
    {
        _clock.SetSimulated(true);
        _clock.SetTime(1_000_000_000);
    }

    [Fact]
    public void A_period_that_is_no_whole_number_of_milliseconds_is_kept()
    {
        var calls = 0;
        using var timer = new RosTimer(TimeSpan.FromSeconds(1.0 / 30), () => calls++, _clock, once: false, _ => { });
        for (var step = 1; step <= 10_000; step++)
        {
            _clock.SetTime(1_000_000_000 + step * 1_000_000L);
            timer.FireIfDue();
        }

        Assert.Equal(300, calls);
    }

    [Fact]
    public void After_a_pause_one_call_makes_up_for_those_missed_and_the_next_keep_their_times()
    {
        var calls = 0;
        using var timer = new RosTimer(TimeSpan.FromSeconds(1), () => calls++, _clock, once: false, _ => { });
        _clock.SetTime(12_300_000_000);
        for (var i = 0; i < 5; i++)
        {
            timer.FireIfDue();
        }

        Assert.Equal((1, 13_000_000_000), (calls, timer.Due.Nanoseconds));
    }

    [Fact]
    public void A_timer_of_simulated_time_stands_still_while_the_clock_does()
    {
        var calls = 0;
        using var timer = new RosTimer(TimeSpan.FromMilliseconds(1), () => calls++, _clock, once: false, _ => { });
        Thread.Sleep(20);
        timer.FireIfDue();

        Assert.Equal(0, calls);
        Assert.Equal(long.MaxValue, timer.WaitNs());
    }

    [Fact]
    public void A_clock_that_is_set_back_starts_the_period_anew()
    {
        var calls = 0;
        using var timer = new RosTimer(TimeSpan.FromSeconds(1), () => calls++, _clock, once: false, _ => { });
        _clock.SetTime(500_000_000);
        timer.FireIfDue();
        Assert.Equal(1_500_000_000, timer.Due.Nanoseconds);

        _clock.SetTime(1_500_000_000);
        timer.FireIfDue();
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_sleep_in_simulated_time_ends_when_the_clock_says_so()
    {
        var sleep = _clock.SleepAsync(TimeSpan.FromSeconds(10));
        _clock.SetTime(10_999_999_999);
        await Task.Delay(20);
        Assert.False(sleep.IsCompleted);

        _clock.SetTime(11_000_000_000);
        await sleep.WaitAsync(TimeSpan.FromMinutes(3));
    }
}
