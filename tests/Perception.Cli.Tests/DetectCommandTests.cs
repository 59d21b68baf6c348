using System.Text.Json;

namespace Perception.Cli.Tests;

public sealed class DetectCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perception-detect-").FullName;

    private static string Model => Workspace.Shared("models", "yolox_nano.onnx");

    private static string Dog => Workspace.Shared("data", "images", "dog.jpg");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Boxes as shared/models/README.md records them for Megvii's weights on Megvii's demo image.
    [SkippableFact]
    public void The_dog_the_bicycle_and_the_car_are_found_where_they_are()
    {
        var json = Path.Combine(_folder, "detections.json");
        var result = PerceptionProcess.Run("detect", Model, Dog, "--json", json, "--out",
            Path.Combine(_folder, "annotated"), "--score", "0.5");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        var items = JsonDocument.Parse(File.ReadAllText(json)).RootElement.EnumerateArray().ToList();
        Assert.Equal(["dog", "bicycle", "car"], items.Select(i => i.GetProperty("label").GetString()));
        Assert.Equal([16, 1, 2], items.Select(i => i.GetProperty("class_id").GetInt32()));
        AssertBox(items[0], 0.855, 133, 207, 326, 543);
        AssertBox(items[1], 0.804, 55, 137, 572, 423);
        AssertBox(items[2], 0.797, 466, 78, 692, 171);
        Assert.All(items, i => Assert.Equal(Dog, i.GetProperty("image").GetString()));

        var annotated = File.ReadAllBytes(Path.Combine(_folder, "annotated", "dog.jpg"));
        Assert.Equal([0xFF, 0xD8, 0xFF], annotated[..3]);
    }

    [SkippableFact]
    public void A_bad_image_is_named_and_counted_and_the_others_are_done()
    {
        var bad = Path.Combine(_folder, "a-bad.jpg");
        File.WriteAllText(bad, "no picture");
        File.Copy(Dog, Path.Combine(_folder, "dog.jpg"));
        var result =
            PerceptionProcess.Run("detect", Model, _folder, Path.Combine(_folder, "missing.png"), "--json", "-");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("\"dog\"", result.Output);
        var errors = result.Errors.Split('\n');
        Assert.Single(errors, e => e.Contains(bad));
        Assert.Single(errors, e => e.Contains("missing.png"));
        Assert.Contains("in 1 images; 2 could not be used", result.Errors);
        Assert.DoesNotContain("   at ", result.Errors);
    }

    [SkippableFact]
    public void An_output_that_cannot_be_written_is_no_fault_of_the_image()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "annotated", "dog.jpg"));
        var result = PerceptionProcess.Run("detect", Model, Dog, "--out", Path.Combine(_folder, "annotated"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("cannot write the output: ", result.Errors);
        Assert.DoesNotContain('\n', result.Errors);
    }

    [Theory]
    [InlineData("--score '1.5' is not a number from 0 to 1", "m.onnx", "i.jpg", "--score", "1.5")]
    [InlineData("--nms 'x' is not a number from 0 to 1", "m.onnx", "i.jpg", "--nms", "x")]
    [InlineData("--threads '-1' is not a number from 0 to 256", "m.onnx", "i.jpg", "--threads", "-1")]
    [InlineData("/nowhere.onnx", "/nowhere.onnx", "i.jpg")]
    [InlineData("--colour", "m.onnx", "i.jpg", "--colour")]
    [InlineData("perception detect --help", "m.onnx")]
    public void What_is_wrong_with_the_command_line_is_one_sentence(string named, params string[] arguments)
    {
        var result = PerceptionProcess.Run(["detect", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Errors);
        Assert.DoesNotContain('\n', result.Errors);
    }

    private static void AssertBox(JsonElement item, double score, params double[] corners)
    {
        Assert.Equal(score, item.GetProperty("score").GetDouble(), 0.01);
        string[] names = ["x1", "y1", "x2", "y2"];
        for (var i = 0; i < 4; i++) Assert.Equal(corners[i], item.GetProperty(names[i]).GetDouble(), 2.0);
    }
}
