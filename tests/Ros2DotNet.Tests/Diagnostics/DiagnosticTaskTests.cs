using Ros2DotNet.Diagnostics;
using Ros2DotNet.Messages.DiagnosticMsgs;

namespace Ros2DotNet.Tests.Diagnostics;

public sealed class DiagnosticTaskTests
{
    private readonly DiagnosticStatus _status = new();
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(9.1, DiagnosticLevel.Ok, "Desired frequency met")]
    [InlineData(8.9, DiagnosticLevel.Warn, "Frequency too low.")]
    [InlineData(21.9, DiagnosticLevel.Ok, "Desired frequency met")]
    [InlineData(22.1, DiagnosticLevel.Warn, "Frequency too high.")]
    [InlineData(0, DiagnosticLevel.Error, "No events recorded.")]
    public void A_rate_is_judged_within_its_tolerance(double hz, DiagnosticLevel level, string message)
    {
        var task = new FrequencyStatus(10, 20, tolerance: 0.1, window: 2, time: _time);
        var ticks = 0.0;
        for (var second = 0; second < 10; second++)
        {
            for (ticks += hz * 10; ticks >= 1; ticks--)
            {
                task.Tick();
            }

            _time.Advance(10);
            Run(task);
        }

        Assert.Equal((level, message), ((DiagnosticLevel)_status.Level, _status.Message));
        Assert.Equal("20.000", Value("Duration of window (s)"));
        Assert.Equal(hz, double.Parse(Value("Actual frequency (Hz)")), 0.1);
        Assert.Equal("9", Value("Minimum acceptable frequency (Hz)"));
        Assert.Equal("22", Value("Maximum acceptable frequency (Hz)"));
    }

    [Fact]
    public void Stamps_are_judged_by_their_distance_from_the_clock()
    {
        var now = new RosTime(100_000_000_000);
        var task = new TimeStampStatus(() => now, leastDelayS: -1, mostDelayS: 5);
        Judged(DiagnosticLevel.Warn, "No data since last update.");
        task.Tick(new RosTime(99_000_000_000));
        task.Tick(new RosTime(95_500_000_000));
        Judged(DiagnosticLevel.Ok, "Timestamps are reasonable.");
        Assert.Equal(("1.000000", "4.500000"), (Value("Earliest timestamp delay"), Value("Latest timestamp delay")));
        task.Tick(new RosTime(102_000_000_000));
        Judged(DiagnosticLevel.Error, "Timestamps too far in future seen.");
        task.Tick(new RosTime(90_000_000_000));
        task.Tick(default);
        Judged(DiagnosticLevel.Error, "Timestamps too far in past seen.; Zero timestamp seen.");
        task.Tick(default);
        Judged(DiagnosticLevel.Error, "Zero timestamp seen.");
        Assert.Equal(("1", "1", "2"), (Value("Late diagnostic update count"), Value("Early diagnostic update count"),
            Value("Zero seen diagnostic update count")));

        void Judged(DiagnosticLevel level, string message)
        {
            Run(task);
            Assert.Equal((level, message), ((DiagnosticLevel)_status.Level, _status.Message));
        }
    }

    [Theory]
    [InlineData(DiagnosticLevel.Ok, DiagnosticLevel.Ok, DiagnosticLevel.Ok, "a; b")]
    [InlineData(DiagnosticLevel.Ok, DiagnosticLevel.Warn, DiagnosticLevel.Warn, "b")]
    [InlineData(DiagnosticLevel.Error, DiagnosticLevel.Ok, DiagnosticLevel.Error, "a")]
    [InlineData(DiagnosticLevel.Error, DiagnosticLevel.Warn, DiagnosticLevel.Error, "a; b")]
    [InlineData(DiagnosticLevel.Warn, DiagnosticLevel.Stale, DiagnosticLevel.Stale, "a; b")]
    public void A_composite_is_as_bad_as_its_worst_part(DiagnosticLevel a, DiagnosticLevel b, DiagnosticLevel both,
        string message)
    {
        Run(new CompositeTask("both", new Part(a, "a"), new Part(b, "b")));
        Assert.Equal((both, message), ((DiagnosticLevel)_status.Level, _status.Message));
        Assert.Equal(["a", "b"], _status.Values.ToArray().Select(item => item.Key));
    }

    [Fact]
    public void A_composite_of_composites_merges_them()
    {
        Run(new CompositeTask("outer", new Part(DiagnosticLevel.Warn, "x"),
            new CompositeTask("inner", new Part(DiagnosticLevel.Ok, "a"), new Part(DiagnosticLevel.Error, "b"))));
        Assert.Equal((DiagnosticLevel.Error, "x; b"), ((DiagnosticLevel)_status.Level, _status.Message));
    }

    private void Run(IDiagnosticTask task)
    {
        var report = new DiagnosticReport(_status);
        report.Begin(task.Name, "none");
        task.Run(report);
        report.End();
    }

    private string Value(string key) => _status.Values.ToArray().Single(item => item.Key == key).Value;

    private sealed class Part(DiagnosticLevel level, string message) : IDiagnosticTask
    {
        public string Name => message;

        public void Run(DiagnosticReport report)
        {
            report.Set(level, message);
            report.Add(message, 1);
        }
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += (long)(1000 * seconds);
    }
}
