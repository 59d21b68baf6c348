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
        using var detector = new YoloxDetector(
            Workspace.Shared("models", "yolox_nano.onnx"), Options, new InferenceOptions { IntraOpThreads = 1 });
        using var image = ImageFile.Load(Workspace.Shared("data", "images", "dog.jpg"));
        SteadyState.AllocatesNothing(_ => detector.Detect(image), 20, warmUp: 5);
    }
}
