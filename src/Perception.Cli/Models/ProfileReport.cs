using System.Globalization;
using System.Text.Json.Nodes;
using Perception.Cli.Bench;
using Perception.Cli.Output;
using Perception.Toolchain.Profiling;
using Spectre.Console;

namespace Perception.Cli.Models;

/// <summary>A profile as tables and as JSON.</summary>
internal static class ProfileReport
{
    public static void Print(string path, LayerProfile profile, double peak, int top)
    {
        var speed = profile.Cost.GigaFlops / profile.RunMs * 1000;
        Console.WriteLine(Text($"{path}: {profile.RunMs:F2} ms a run, {profile.KernelMs:F2} ms of it in ") +
            $"{profile.Layers.Count} kernels");
        Console.WriteLine(Text($"{profile.Cost.GigaFlops:F3} GFLOP: {speed:F1} GFLOP/s, {speed / peak:P0} of ") +
            Text($"{peak:F0}; {BenchEnvironment.Processor}"));
        var operators = new Table().Border(TableBorder.Simple).AddColumn("operator, as executed");
        foreach (var title in (string[])["kernels", "ms", "share"])
        {
            operators.AddColumn(new TableColumn(title).RightAligned());
        }
        foreach (var (name, count, ms) in profile.ByOperator.Take(top))
            operators.AddRow(Markup.Escape(name), $"{count}", Text($"{ms:F3}"), Text($"{ms / profile.KernelMs:P1}"));
        Terminal.Console.Write(operators);
        var layers = new Table().Border(TableBorder.Simple).AddColumn("layer").AddColumn("operator");
        foreach (var title in (string[])["ms", "p95", "share", "GFLOP", "GFLOP/s", "of the peak"])
        {
            layers.AddColumn(new TableColumn(title).RightAligned());
        }
        foreach (var layer in profile.Layers.OrderByDescending(layer => layer.MedianMs).Take(top))
        {
            string[] speeds = layer.IsProduct
                ? [Text($"{layer.Cost!.GigaFlops:F4}"), Text($"{layer.GigaFlopsPerSecond:F1}"),
                    Text($"{layer.GigaFlopsPerSecond / peak:P0}")]
                : ["", "", ""];
            layers.AddRow([Markup.Escape(layer.Name), Markup.Escape(layer.Operator), Text($"{layer.MedianMs:F3}"),
                Text($"{layer.P95Ms:F3}"), Text($"{layer.MedianMs / profile.KernelMs:P1}"), .. speeds]);
        }

        Terminal.Console.Write(layers);
        Console.WriteLine($"{profile.Fused.Count} layers have no kernel of their own: they are fused into others");
    }

    public static void Write(string file, string model, LayerProfile profile, double peak, bool isMeasured) =>
        ReportFile.Write(file, new JsonObject
        {
            ["model"] = model,
            ["environment"] = BenchEnvironment.Read(),
            ["state"] = MachineState.Read().ToJson(),
            ["runs"] = profile.Runs,
            ["run_ms"] = profile.RunMs,
            ["kernel_ms"] = profile.KernelMs,
            ["gflop"] = profile.Cost.GigaFlops,
            ["peak_gflops"] = peak,
            ["peak_is"] = isMeasured ? "measured: the best of some convolutions in float32" : "given",
            ["fused"] = new JsonArray([.. profile.Fused.Select(name => (JsonNode)name)]),
            ["layers"] = new JsonArray([.. profile.Layers.Select(layer => (JsonNode)new JsonObject
        {
            ["name"] = layer.Name,
            ["operator"] = layer.Operator,
            ["provider"] = layer.Provider,
            ["median_ms"] = layer.MedianMs,
            ["p95_ms"] = layer.P95Ms,
            ["gflop"] = layer.Cost?.GigaFlops,
            ["gflops"] = layer.GigaFlopsPerSecond,
            ["efficiency"] = layer.IsProduct ? layer.GigaFlopsPerSecond / peak : null,
        })]),
        });

    public static void WriteText(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be written: {e.Message}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
