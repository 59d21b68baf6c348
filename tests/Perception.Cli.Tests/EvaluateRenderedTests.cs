using System.Text.Json;

namespace Perception.Cli.Tests;

public sealed class EvaluateRenderedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Figures_on_rendered_pictures_equal_an_independent_computation()
    {
        var rendered = PerceptionProcess.Run("sim", "render", "--out", _folder["drive"], "--frames", "8",
            "--frames-per-scene", "2",
            "--size", "320x192", "--seed", "5");
        Assert.True(rendered.ExitCode == 0, rendered.Errors);
        var result = PerceptionProcess.Run("evaluate", "rendered", Workspace.Shared("models", "yolox_nano.onnx"),
            _folder["drive"],
            "--out", _folder["result"]);
        Assert.True(result.ExitCode == 0, result.Errors);

        var detection = IndependentFigures.AssertEqual(
            _folder["drive/annotations.json"], _folder["result"], leastHeight: 8, mostHidden: 0.75);
        Assert.True(detection.GetProperty("mAP50_95").GetDouble() > 0);
    }

    [Fact]
    public void Objects_are_located_with_the_depth_that_the_network_has()
    {
        var rendered = PerceptionProcess.Run("sim", "render", "--out", _folder["drive"], "--frames", "6",
            "--frames-per-scene", "2", "--seed", "900000", "--format", "jpg");
        Assert.True(rendered.ExitCode == 0, rendered.Errors);
        var result = PerceptionProcess.Run("evaluate", "rendered",
            Path.Combine(Workspace.Root, "models", "edge-multitask-n", "model.onnx"), _folder["drive"],
            "--rules", "node", "--score", "0.35", "--out", _folder["result"]);
        Assert.True(result.ExitCode == 0, result.Errors);

        // Boxes, sizes and the ground tell no heading; the shape that depth shows does.
        var found = File.ReadLines(_folder["result/frames.jsonl"])
            .SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("found").EnumerateArray()).ToArray();
        Assert.Contains(found, item => item.TryGetProperty("centre_in_camera", out _));
        Assert.Contains(found, item => item.TryGetProperty("yaw_radians", out _));
        var places = JsonDocument.Parse(File.ReadAllText(_folder["result/summary.json"])).RootElement
            .GetProperty("objects_3d");
        Assert.Equal(JsonValueKind.Number, places.GetProperty("yaw_error_deg").ValueKind);
    }

    [SkippableTheory]
    [InlineData("rendered", "annotations.json' cannot be read")]
    [InlineData("kitti", "is no KITTI folder: image_2 and label_2 are needed")]
    public void A_folder_that_is_no_dataset_is_one_sentence(string kind, string says)
    {
        var result =
            PerceptionProcess.Run("evaluate", kind, Workspace.Shared("models", "yolox_nano.onnx"), _folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Errors);
    }
}
