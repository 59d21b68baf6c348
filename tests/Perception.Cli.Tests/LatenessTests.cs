using Perception.Cli.Bags;

namespace Perception.Cli.Tests;

public sealed class LatenessTests
{
    [Fact]
    public void Nothing_was_late_before_anything_was_sent() => Assert.Equal((0, 0, 0), new Lateness().Summarize());

    [Fact]
    public void Percentiles_are_those_of_all_messages_while_all_are_kept()
    {
        var lateness = new Lateness();
        for (var i = 999; i >= 0; i--) lateness.Add(i);
        Assert.Equal((500, 990, 999), lateness.Summarize());
    }

    [Fact]
    public void More_messages_than_are_kept_are_told_by_an_even_sample()
    {
        const int Count = 3 << 20;
        var lateness = new Lateness();
        for (var i = 0; i < Count; i++) lateness.Add((double)i / Count);
        var (p50, p99, most) = lateness.Summarize();
        Assert.Equal(0.5, p50, 0.01);
        Assert.Equal(0.99, p99, 0.01);
        Assert.Equal((Count - 1.0) / Count, most);
        Assert.Equal(Count, lateness.Count);
    }
}
