using System.Text.Json;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Replay;
using Perception.Evaluation.Reports;
using Perception.Evaluation.Results;

namespace Perception.Cli.Evaluation;

/// <summary>The files that an evaluation leaves.</summary>
internal static class EvaluationOutput
{
    /// <summary>Writes what was asked for; without a folder the result is kept for the terminal alone.</summary>
    public static ResultFolder Write(
        string? folder, string? json, ResultHeader header, IReadOnlyList<FrameRecord> records, ReplayTiming timing)
    {
        try
        {
            var result = folder is null
                ? ResultFolder.Of(header, records)
                : ResultFolder.Write(folder, header, records);
            if (folder is not null) WriteTiming(Path.Combine(folder, "timing.json"), timing);
            if (json == "-")
            {
                using var output = Console.OpenStandardOutput();
                result.WriteSummary(output);
            }
            else if (json is not null)
            {
                using var file = File.Create(json);
                result.WriteSummary(file);
            }

            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write the result: {e.Message}");
        }
    }

    /// <summary>Writes <c>report.html</c> into the folder and says where it is.</summary>
    public static void WriteReport(
        string folder, ResultFolder result, ReplayTiming timing, IReadOnlyList<ReportPicture> pictures)
    {
        var path = Path.Combine(folder, "report.html");
        try
        {
            File.WriteAllText(path, HtmlReport.Write(result, timing, pictures));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot write the report: {e.Message}");
        }

        Console.Error.WriteLine($"report: {path}");
    }

    private static void WriteTiming(string path, ReplayTiming timing)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteNumber("frames", Math.Max(timing.InferMs.Count, timing.LatencyMs.Count));
        json.WriteNumber("frames_left_out", timing.Problems.Count);
        json.WriteNumber("frames_dropped", timing.Dropped);
        json.WriteNumber("wall_ms", Math.Round(timing.WallMs, 3));
        foreach (var (name, samples) in (ReadOnlySpan<(string, List<double>)>)
            [("prepare_ms", timing.PrepareMs), ("infer_ms", timing.InferMs), ("decode_ms", timing.DecodeMs),
                ("latency_ms", timing.LatencyMs)])
        {
            if (samples.Count == 0) continue;
            json.WriteStartObject(name);
            json.WriteNumber("p50", Math.Round(ReplayTiming.Percentile(samples, 0.5), 3));
            json.WriteNumber("p95", Math.Round(ReplayTiming.Percentile(samples, 0.95), 3));
            json.WriteNumber("max", Math.Round(samples.Max(), 3));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
