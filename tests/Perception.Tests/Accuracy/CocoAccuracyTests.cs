using System.Globalization;
using Perception.Decoding;
using Perception.Imaging;
using Perception.Pipelines;
using Xunit.Abstractions;

namespace Perception.Tests.Accuracy;

public class CocoAccuracyTests(ITestOutputHelper output)
{
    private const float ScoreThreshold = 0.01f;
    private const float NmsThreshold = 0.65f;

    [SkippableFact]
    public void Mean_average_precision_on_COCO_equals_that_of_an_independent_run()
    {
        var model = Workspace.Shared("models", "yolox_nano.onnx");
        var images = Workspace.Shared("data", "coco", "images", "val2017");
        var labels = Workspace.Shared("data", "coco", "labels", "val2017");
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, Detect(model, images));
            var figures = Python.Run(
                "tests/Perception.Tests/Reference/coco_map.py", ["numpy", "cv2"], model, images, labels, file,
                ScoreThreshold.ToString(CultureInfo.InvariantCulture),
                    NmsThreshold.ToString(CultureInfo.InvariantCulture))
                .Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray();

            var text =
                $"COCO mAP50-95, yolox_nano 416x416, {Directory.GetFiles(images, "*.jpg").Length} images: " +
                $"{figures[0]:F4} here, {figures[1]:F4} with OpenCV DNN";
            output.WriteLine(text);
            Console.WriteLine(text);
            Assert.Equal(figures[1], figures[0], 0.001);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Detect(string model, string images)
    {
        using var detector = new YoloxDetector(model, new YoloxDecoderOptions
        {
            ScoreThreshold = ScoreThreshold,
            NmsThreshold = NmsThreshold,
            AllClasses = true,
            MaximumDetections = int.MaxValue,
        });
        foreach (var path in Directory.GetFiles(images, "*.jpg").Order())
        {
            using var image = ImageFile.Load(path);
            foreach (var d in detector.Detect(image).ToArray())
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{Path.GetFileNameWithoutExtension(path)} {d.ClassId} {d.ExistenceProbability} {d.X1} {d.Y1} " +
                    $"{d.X2} {d.Y2}");
            }
        }
    }
}
