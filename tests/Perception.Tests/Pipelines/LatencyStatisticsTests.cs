using Perception.Pipelines;

namespace Perception.Tests.Pipelines;

public sealed class LatencyStatisticsTests
{
    [Fact]
    public void Percentiles_are_nearest_rank_over_the_window_only()
    {
        var statistics = new LatencyStatistics(window: 100);
        for (var i = 0; i < 50; i++) statistics.Add(1e9);
        for (var i = 100; i >= 1; i--) statistics.Add(i);

        Assert.Equal(new LatencySummary(50, 95, 100, 100), statistics.Summarize());
        Assert.Equal(150, statistics.Count);
    }

    [Fact]
    public void Without_samples_everything_is_zero() => Assert.Equal(default, new LatencyStatistics().Summarize());

    [Fact]
    public void Rate_needs_two_events()
    {
        var meter = new RateMeter();
        Assert.Equal(0, meter.PerSecond());
        Assert.Equal(0, meter.Tick());
        Assert.Equal(0, meter.PerSecond());
        Assert.True(meter.Tick() >= 0);
        Assert.True(meter.PerSecond() > 0);
    }
}
