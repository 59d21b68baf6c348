using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Tests.Pipelines;

public class YoloxDetectorTests
{
    private static readonly YoloxDecoderOptions Options = new() { ScoreThreshold = 0.3f, NmsThreshold = 0.45f };

    [SkippableFact]
    public void The_demo_image_of_YOLOX_gives_the_published_dog_bicycle_and_car()
    {
        using var detector = new YoloxDetector(Workspace.Shared("models", "yolox_nano.onnx"), Options);
        using var image = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));

        var found = detector.Detect(image).ToArray();

        // From the table beside the model.
        foreach (var (label, score, box) in new[]
        {
            ("dog", 0.855f, new Detection(133, 207, 326, 543, 0, 1, 1)),
            ("bicycle", 0.804f, new Detection(55, 137, 572, 423, 0, 1, 1)),
            ("car", 0.797f, new Detection(466, 78, 692, 171, 0, 1, 1)),
        })
        {
            var detection = found.First(item => detector.Manifest.ClassName(item.ClassId) == label);
            Assert.InRange(detection.ExistenceProbability, score - 0.01f, score + 0.01f);
            Assert.InRange(detection.IntersectionOverUnion(box), 0.95f, 1f);
        }
    }

    [SkippableFact]
    public void A_frame_allocates_nothing_managed()
    {
        using var detector = new YoloxDetector(Workspace.Shared("models", "yolox_nano.onnx"), Options, new InferenceOptions { IntraOpThreads = 1 });
        using var image = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        for (var i = 0; i < 5; i++)
        {
            detector.Detect(image);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            detector.Detect(image);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_missing_model_is_one_sentence() => AssertRefused("/no/such/model.onnx", "does not exist");

    [Fact]
    public void Bytes_that_are_no_model_are_one_sentence()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "this is not a network");
        AssertRefused(path, "is not an ONNX file");
        File.Delete(path);
    }

    [SkippableFact]
    public void A_model_cut_in_half_is_one_sentence()
    {
        var bytes = File.ReadAllBytes(Workspace.Shared("models", "yolox_nano.onnx"));
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        AssertRefused(path, "is not an ONNX file");
        File.Delete(path);
    }

    [SkippableFact]
    public void A_model_of_another_kind_is_named_with_its_shapes() =>
        AssertRefused(Workspace.Shared("models", "twinlitenet.onnx"), "outputs of YOLOX's shape");

    [SkippableFact]
    public void A_manifest_of_another_element_type_is_refused_before_any_pixel_is_written()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "nano.onnx");
        File.Copy(Workspace.Shared("models", "yolox_nano.onnx"), path);
        File.WriteAllText(Path.ChangeExtension(path, ".yaml"), $"""
            file: nano.onnx
            input:
              size: [416, 416]
              type: uint8
            outputs:
              - role: yolox
            classes: [{string.Join(", ", CocoClasses.Names)}]
            """);
        AssertRefused(path, "the model takes images [1,3,416,416] float32");
        folder.Delete(recursive: true);
    }

    private static void AssertRefused(string path, string says)
    {
        var error = Assert.Throws<InferenceException>(() => new YoloxDetector(path));
        Assert.Contains(says, error.Message);
        Assert.Contains(path, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
