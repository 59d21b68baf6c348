using System.Text.Json;

namespace Perception.Cli.Tests;

public sealed class EvaluateSpaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Objects_lanes_and_points_have_figures_for_each_band_of_distance()
    {
        var rendered = PerceptionProcess.Run("sim", "render", "--out", _folder["drive"], "--frames", "3",
            "--frames-per-scene", "1", "--seed", "900000", "--format", "jpg");
        Assert.True(rendered.ExitCode == 0, rendered.Errors);
        var model = Path.Combine(Workspace.Root, "models", "edge-multitask-n", "model.onnx");
        var result = PerceptionProcess.Run(
            "evaluate", "space", model, _folder["drive"], "--json", _folder["space.json"], "--threads", "1");
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("| objects: centre, 3 frames | to be found | found |", result.Output);

        var figures = JsonDocument.Parse(File.ReadAllText(_folder["space.json"])).RootElement;
        foreach (var part in (string[])["objects", "lanes", "points"])
        {
            var bands = figures.GetProperty(part).EnumerateArray().ToArray();
            Assert.NotEmpty(bands);
            Assert.All(bands, band => Assert.InRange(
                band.GetProperty("found").GetInt64(), 0, band.GetProperty("wanted").GetInt64()));
        }

        // Every point has a surface in its direction, and the nearest are off by less than their distance.
        var nearest = figures.GetProperty("points")[0];
        Assert.Equal(nearest.GetProperty("wanted").GetInt64(), nearest.GetProperty("found").GetInt64());
        Assert.InRange(nearest.GetProperty("median_share").GetDouble(), 0, 1);
    }
}
