using System.Globalization;
using System.Text.Json;
using Perception.Imaging;

namespace Perception.Cli.Tests;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("perception-evaluate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 0.3636 is OpenCV's run of the same network on these images, evaluated by numpy:
    // tests/Perception.Tests/Reference/coco_map.py.
    [SkippableFact]
    public void The_figure_of_yolox_nano_on_64_COCO_images_is_that_of_an_independent_run()
    {
        var annotations = WriteAnnotations(Workspace.Shared("data", "coco"));
        var folder = Path.Combine(_folder, "result");
        var result = PerceptionProcess.Run("evaluate", "coco", Workspace.Shared("models", "yolox_nano.onnx"),
            annotations, "--out", folder);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(64, File.ReadLines(Path.Combine(folder, "frames.jsonl")).Count());
        var detection = IndependentFigures.AssertEqual(annotations, folder, leastHeight: 0, mostHidden: 1);
        Assert.Equal(0.3636, detection.GetProperty("mAP50_95").GetDouble(), 0.001);
        Assert.Contains("mAP 50-95", result.Output);
    }

    [SkippableTheory]
    [InlineData("{}", "an object has no 'categories' of kind Array")]
    [InlineData("{\"categories\": [{\"id\": 1, \"name\": \"ghost\"}], \"images\": [], \"annotations\": []}", "have no class in common: ghost on one side")]
    [InlineData("{\"categories\": [", "is not JSON at line 1")]
    public void A_dataset_that_cannot_be_used_is_one_sentence(string text, string says)
    {
        var file = Path.Combine(_folder, "annotations.json");
        File.WriteAllText(file, text);
        var result = PerceptionProcess.Run("evaluate", "coco", Workspace.Shared("models", "yolox_nano.onnx"), file);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Errors);
    }

    private string WriteAnnotations(string coco)
    {
        var names = File.ReadLines(Path.Combine(coco, "classes.yaml")).Select(line => line.Trim().Split(": "))
            .Where(pair => pair.Length == 2 && int.TryParse(pair[0], out _))
            .ToDictionary(pair => int.Parse(pair[0], CultureInfo.InvariantCulture), pair => pair[1].Trim('\'', '"'));
        Assert.Equal(80, names.Count);
        var images = new List<object>();
        var annotations = new List<object>();
        foreach (var path in Directory.GetFiles(Path.Combine(coco, "images", "val2017"), "*.jpg").Order())
        {
            using var image = ImageFile.Load(path);
            images.Add(new { id = images.Count, file_name = path });
            var label = Path.Combine(coco, "labels", "val2017", Path.ChangeExtension(Path.GetFileName(path), ".txt"));
            foreach (var line in File.Exists(label) ? File.ReadAllLines(label) : [])
            {
                var v = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
                double width = v[3] * image.Width, height = v[4] * image.Height;
                annotations.Add(new
                {
                    image_id = images.Count - 1,
                    category_id = (int)v[0],
                    bbox = new[] { v[1] * image.Width - width / 2, v[2] * image.Height - height / 2, width, height },
                    area = width * height,
                });
            }
        }

        var file = Path.Combine(_folder, "annotations.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            images,
            annotations,
            categories = names.Select(name => new { id = name.Key, name = name.Value }),
        }));
        return file;
    }
}
