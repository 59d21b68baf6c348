using System.Globalization;
using System.Text.Json.Nodes;
using Perception.Cli.Models;
using Perception.Cli.Output;
using Perception.Evaluation.Figures;
using Perception.Inference;
using Spectre.Console;

namespace Perception.Cli.Bench;

/// <summary>A benchmark as tables and as JSON with every sample.</summary>
internal sealed class BenchReport(IReadOnlyList<BenchSubject> subjects, BenchRun run)
{
    /// <summary>What was not measured, and why.</summary>
    public List<string> NotMeasured { get; } = [];

    /// <summary>Figures by model file, where they were asked for.</summary>
    public Dictionary<string, IReadOnlyList<Headline>> Accuracy { get; } = [];

    /// <summary>What the pictures are.</summary>
    public required string Input { get; init; }

    public required int WarmUp { get; init; }

    public void Print()
    {
        Console.WriteLine($"{BenchEnvironment.Processor}, {Environment.ProcessorCount} processors usable; " +
            $"{subjects[0].Backend.Description}");
        Console.WriteLine($"before: {Or(run.Before.ToString(), "nothing readable")}; after: " +
            $"{Or(run.After.ToString(), "nothing readable")}");
        Console.WriteLine($"{subjects[0].EndToEndMs.Count} frames each, batch 1, {Input}; {WarmUp} to warm up; " +
            $"turns of {BenchRun.TurnFrames} frames");
        for (var i = 0; i < subjects.Count; i++)
            Console.WriteLine($"{Letter(i)}  {subjects[i].Path}: {Describe(subjects[i])}");
        Terminal.Console.Write(Latencies());
        Terminal.Console.Write(Totals());
        foreach (var line in NotMeasured) Console.WriteLine($"not measured: {line}");
    }

    public void Write(string path) => ReportFile.Write(path, new JsonObject
    {
        ["environment"] = BenchEnvironment.Read(),
        ["before"] = run.Before.ToJson(),
        ["after"] = run.After.ToJson(),
        ["settings"] = new JsonObject
        {
            ["input"] = Input,
            ["batch"] = 1,
            ["warm_up_frames"] = WarmUp,
            ["frames"] = subjects[0].EndToEndMs.Count,
            ["turn_frames"] = BenchRun.TurnFrames,
            ["wall_seconds"] = Distribution.Rounded(run.WallSeconds),
            ["peak_resident_mib"] = PeakResidentMib(),
        },
        ["subjects"] = new JsonArray([.. subjects.Select(Json)]),
        ["not_measured"] = new JsonArray([.. NotMeasured.Select(line => (JsonNode)line)]),
    });

    private Table Latencies()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("milliseconds");
        for (var i = 0; i < subjects.Count; i++)
        {
            foreach (var column in (string[])["p50", "p95", "p99"])
            {
                table.AddColumn(new TableColumn($"{Letter(i)} {column}").RightAligned());
            }
        }

        foreach (var stage in Enum.GetValues<BenchStage>())
            Row(table, stage.ToString().ToLowerInvariant(), subject => subject.Samples[(int)stage]);
        Row(table, "image to messages", subject => subject.EndToEndMs);
        return table;
    }

    private void Row(Table table, string name, Func<BenchSubject, List<double>> samples) => table.AddRow([name,
        .. subjects.SelectMany(subject => Distribution.Of(samples(subject)) is var found
            ? new[] { Text($"{found.P50:F2}"), Text($"{found.P95:F2}"), Text($"{found.P99:F2}") } : [])]);

    private Table Totals()
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("");
        for (var i = 0; i < subjects.Count; i++) table.AddColumn(new TableColumn(Letter(i)).RightAligned());
        void Add(string name, Func<BenchSubject, string> cell) => table.AddRow([name, .. subjects.Select(cell)]);
        Add("frames a second, one after the other", subject => Text($"{Throughput(subject):F1}"));
        Add("cold start: load, first frame (ms)", subject => Text($"{subject.LoadMs:F0}, {subject.FirstFrameMs:F0}"));
        Add("processor time a frame (ms)",
            subject => Text($"{1000 * subject.ProcessorSeconds / subject.EndToEndMs.Count:F1}"));
        Add("messages a frame (kB)", subject => Text($"{subject.MessageBytes / 1e3 / subject.EndToEndMs.Count:F1}"));
        foreach (var meter in subjects[0].Joules.Keys)
        {
            Add($"energy a frame (mJ), {meter.Name}",
                subject => Number(1000 * subject.Joules[meter] / subject.EndToEndMs.Count));
            Add("  at (W)", subject => Number(subject.Joules[meter] / subject.Seconds));
        }

        foreach (var figure in Accuracy.Values.SelectMany(figures => figures).Select(figure => figure.Name).Distinct())
            Add(figure, subject => Figure(subject, figure) is { } value ? FigureText.Number(value) : "-");
        return table;
    }

    private JsonNode Json(BenchSubject subject)
    {
        var (stages, samples) = (new JsonObject(), new JsonObject());
        foreach (var stage in Enum.GetValues<BenchStage>())
        {
            var name = stage.ToString().ToLowerInvariant();
            stages[name] = Distribution.Of(subject.Samples[(int)stage]).ToJson();
            samples[name] = Rounded(subject.Samples[(int)stage]);
        }

        samples["end_to_end"] = Rounded(subject.EndToEndMs);
        var input = subject.Manifest.Input;
        return new JsonObject
        {
            ["model"] = subject.Path,
            ["sha256"] = subject.Sha256,
            ["input"] = $"{input.Width}x{input.Height}",
            ["resized"] = subject.File != subject.Path,
            ["backend"] = subject.Backend.Description,
            ["provider_requested"] = InferenceNames.Of(subject.Inference.Provider),
            ["provider_obtained"] = InferenceNames.Of(subject.Backend.Provider),
            ["fallback_reason"] = subject.Backend.FallbackReason,
            ["device"] = subject.Backend.Device,
            ["precision_requested"] =
                subject.Inference.Precision is { } precision ? InferenceNames.Of(precision) : "auto",
            ["precision_of_weights"] = InferenceNames.Of(subject.Backend.Precision),
            ["placement"] = subject.Placement is null ? null : new JsonObject(
                subject.Placement.Select(count => KeyValuePair.Create(count.Provider, (JsonNode?)count.Nodes))),
            ["device_after"] = new JsonObject(Said(subject.Telemetry).Select(item =>
                KeyValuePair.Create(item.Key, (JsonNode?)Distribution.Rounded(item.Value)))),
            ["threads"] = subject.Inference.IntraOpThreads,
            ["cold_start_ms"] = new JsonObject
            {
                ["load"] = Distribution.Rounded(subject.LoadMs),
                ["first_frame"] = Distribution.Rounded(subject.FirstFrameMs ?? 0),
            },
            ["stages_ms"] = stages,
            ["end_to_end_ms"] = Distribution.Of(subject.EndToEndMs).ToJson(),
            ["throughput_hz"] = Distribution.Rounded(Throughput(subject)),
            ["processor_ms_per_frame"] =
                Distribution.Rounded(1000 * subject.ProcessorSeconds / subject.EndToEndMs.Count),
            ["message_bytes_per_frame"] = subject.MessageBytes / subject.EndToEndMs.Count,
            ["detections_per_frame"] = Distribution.Rounded((double)subject.Detections / subject.EndToEndMs.Count),
            ["energy_mj_per_frame"] =
                new JsonObject(subject.Joules.Where(pair => double.IsFinite(pair.Value)).Select(pair =>
                KeyValuePair.Create(pair.Key.Name,
                    (JsonNode?)Distribution.Rounded(1000 * pair.Value / subject.EndToEndMs.Count)))),
            ["accuracy"] = Accuracy.TryGetValue(subject.Path, out var found)
                ? new JsonObject(found.Where(figure => double.IsFinite(figure.Value)).Select(figure =>
                    KeyValuePair.Create(figure.Name, (JsonNode?)Distribution.Rounded(figure.Value))))
                : null,
            ["samples_ms"] = samples,
        };
    }

    private double? Figure(BenchSubject subject, string name)
    {
        var known = Accuracy.GetValueOrDefault(subject.Path, []).Where(figure => figure.Name == name).ToList();
        return known is [{ Value: var value }] && double.IsFinite(value) ? value : null;
    }

    private static JsonArray Rounded(List<double> samples) =>
        new([.. samples.Select(sample => (JsonNode)Distribution.Rounded(sample))]);

    private static double Throughput(BenchSubject subject) => subject.EndToEndMs.Count / subject.Seconds;

    private static string Describe(BenchSubject subject)
    {
        var (input, threads) = (subject.Manifest.Input, subject.Inference.IntraOpThreads);
        var text = $"{input.Width}x{input.Height}{(subject.File == subject.Path ? "" : " (resized)")}, weights " +
            $"{InferenceNames.Of(subject.Backend.Precision)}, " +
            $"on {subject.Backend.Description}, device {subject.Backend.Device}, " +
            $"{(threads == 0 ? "a thread per core" : $"threads: {threads}")}, " +
            $"sha256 {subject.Sha256[..12]}; nodes: {Placement(subject)}";
        if (Said(subject.Telemetry).Select(item => Text($"{item.Key} {item.Value:F1}")).ToList() is { Count: > 0 } said)
            text += $"; after the last frame: {string.Join(", ", said)}";
        return subject.Backend.FallbackReason.Length > 0 ? $"{text}; {subject.Backend.FallbackReason}" : text;
    }

    private static string Placement(BenchSubject subject) => subject.Placement is { Count: > 0 } placement
        ? string.Join(", ", placement.Select(count => $"{count.Provider} {count.Nodes}"))
        : $"all on {InferenceNames.Of(subject.Backend.Provider)}, as far as it says";

    // What the device does not say is left out.
    private static IEnumerable<KeyValuePair<string, double>> Said(DeviceTelemetry telemetry)
    {
        if (telemetry.PowerWatts is { } power) yield return new("power_watts", power);
        if (telemetry.TemperatureCelsius is { } temperature) yield return new("temperature_celsius", temperature);
        if (telemetry.HardwareLatencyMilliseconds is { } latency) yield return new("hardware_latency_ms", latency);
        if (telemetry.ClockMegahertz is { } clock) yield return new("clock_mhz", clock);
    }

    // The most memory that the process ever had, of all networks together.
    private static double? PeakResidentMib() => SysFile.Text("/proc/self/status")?.Split('\n')
        .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
        ? Math.Round(double.Parse(line[6..^2], CultureInfo.InvariantCulture) / 1024, 1) : null;

    private static string Letter(int index) => index < 26 ? ((char)('A' + index)).ToString() : $"{index + 1}";

    private static string Number(double value) => double.IsFinite(value) ? Text($"{value:F1}") : "-";

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
