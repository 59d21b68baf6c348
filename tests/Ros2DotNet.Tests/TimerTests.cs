namespace Ros2DotNet.Tests;

public sealed class TimerTests
{
    [Fact]
    public void A_period_that_is_no_whole_number_of_milliseconds_is_kept()
    {
        var calls = 0;
        using var timer = new RosTimer(TimeSpan.FromSeconds(1.0 / 30), () => calls++, _ => { });
        var first = timer.DueTicks;
        for (var i = 0; i < 30; i++)
        {
            timer.FireIfDue(timer.DueTicks);
        }

        var seconds = (timer.DueTicks - first) / (double)System.Diagnostics.Stopwatch.Frequency;
        Assert.Equal(30, calls);
        Assert.Equal(1.0, seconds, 1e-5);
    }
}
