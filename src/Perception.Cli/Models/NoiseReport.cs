using System.Text.Json.Nodes;
using Perception.Toolchain.Quantization;

namespace Perception.Cli.Models;

/// <summary>
/// Signal to noise of every layer, as JSON or as a page with bars where the file's name ends in .html.
/// </summary>
internal static class NoiseReport
{
    public static void Write(string file, string model, QuantizationRun run, int pictures)
    {
        var noise = LayerNoise.Measure(run.Prepared, run.Model, run.Pictures(pictures));
        if (file.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
        {
            ReportFile.Write(file, NoisePlot.Html(Path.GetFileName(model), QuantizationStudy.Described(run.Options),
                noise, run.Options.FloatNodes));
            return;
        }

        ReportFile.Write(file, new JsonObject
        {
            ["model"] = model,
            ["calibrator"] = run.Options.Calibrator.ToString().ToLowerInvariant(),
            ["placement"] = run.Options.Placement.ToString().ToLowerInvariant(),
            ["symmetric"] = run.Options.Symmetric,
            ["level"] = run.Options.Level,
            ["calibration_pictures"] = run.Ranges!.Pictures,
            ["float_layers"] = new JsonArray([.. run.Options.FloatNodes.Select(name => (JsonNode)name)]),
            ["layers"] = new JsonArray([.. noise.Select(layer => (JsonNode)new JsonObject
            {
                ["name"] = layer.Name,
                ["operator"] = layer.Operator.Length > 0 ? layer.Operator : "output",
                ["sqnr_db"] = double.IsFinite(layer.SignalToNoiseDecibels)
                    ? Math.Round(layer.SignalToNoiseDecibels, 2)
                    : null,
            })]),
        });
    }
}
