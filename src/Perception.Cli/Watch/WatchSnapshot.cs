using System.Globalization;
using Perception.Pipelines;
using Spectre.Console;

namespace Perception.Cli.Watch;

/// <summary>One moment of <see cref="WatchStatistics"/>, as a line and as a table.</summary>
internal sealed record WatchSnapshot(
    long Frames, double FramesPerSecond, LatencySummary Latency, long Detections, string Dropped, string Health,
    string Labels)
{
    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"frames {Frames}  fps {FramesPerSecond:F1}  latency p50 {Milliseconds(Latency.P50Ms)}  " +
        $"p95 {Milliseconds(Latency.P95Ms)}  dropped {Dropped}  detections {Detections}");

    public Table ToTable()
    {
        var table = new Table().RoundedBorder().HideHeaders().AddColumn("").AddColumn("");
        Row("frames", Frames.ToString(CultureInfo.InvariantCulture));
        Row("frames per second", FramesPerSecond.ToString("F1", CultureInfo.InvariantCulture));
        Row("latency p50", Milliseconds(Latency.P50Ms));
        Row("latency p95", Milliseconds(Latency.P95Ms));
        Row("dropped", Dropped);
        Row("detections", Detections.ToString(CultureInfo.InvariantCulture));
        Row("objects", Labels);
        Row("health", Health);
        return table;

        void Row(string name, string value) => table.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
    }

    private string Milliseconds(double value) =>
        Latency.Samples == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{value:F1} ms");
}
