using System.Globalization;
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

        var expected = Python.Run("tests/Perception.Evaluation.Tests/Reference/rendered_eval.py", ["numpy"],
            _folder["drive"], _folder["result"], "8", "0.75").Split(' ').Select(text =>
                double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var figures =
            JsonDocument.Parse(File.ReadAllText(_folder["result/summary.json"])).RootElement.GetProperty("detection");
        string[] names = ["mAP50_95", "mAP50", "mAP75", "mAP_small", "mAP_medium", "mAP_large", "largest_recall"];
        Assert.True(expected[0] > 0);
        for (var i = 0; i < names.Length; i++)
        {
            var value = figures.GetProperty(names[i]);
            Assert.Equal(expected[i], value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble(), 1e-6);
        }
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
