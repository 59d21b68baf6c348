using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Detection;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Toolchain.Graphs;

namespace Perception.Cli.Models;

/// <summary>Average precision of variants of one detector on one dataset.</summary>
internal sealed class DetectionAccuracy(CocoDataset dataset, ModelManifest manifest)
{
    private const float LeastScore = 0.01f, NmsOverlap = 0.65f;

    /// <summary>
    /// COCO's figures of a variant; it is run as any detector is, preprocessing and decoding included.
    /// </summary>
    public DetectionSummary Measure(GraphModel model)
    {
        var folder = Directory.CreateTempSubdirectory("perception-quantize-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            model.Save(path);
            File.WriteAllText(Path.ChangeExtension(path, ".yaml"), ManifestWriter.ToYaml(manifest with
            {
                ModelPath = path, Sha256 = null, BackendFiles = new Dictionary<string, string>(),
            }));
            using var detector = new YoloxDetector(path, new YoloxDecoderOptions
            {
                ScoreThreshold = LeastScore, NmsThreshold = NmsOverlap, AllClasses = true,
                MaximumDetections = int.MaxValue,
            });
            return Run(detector);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private DetectionSummary Run(YoloxDetector detector)
    {
        var mapping = new ClassMapping(manifest.Classes, dataset.Classes);
        if (mapping.Common.Count == 0)
            throw new UsageException($"the network and the dataset have no class in common: {string.Join(", ", dataset.Classes)} on one side, " +
                $"{string.Join(", ", manifest.Classes.Take(10))} on the other");
        var evaluator = new DetectionEvaluator();
        foreach (var item in dataset.Images)
        {
            using var image = ImageFile.Load(item.Path);
            var found =
                detector.Detect(image).ToArray().Where(detection => mapping.ToDataset(detection.ClassId) is not null)
                .Select(detection => detection with { ClassId = mapping.ToDataset(detection.ClassId)!.Value });
            evaluator.Add(found, item.Truth.Where(box => mapping.Common.Contains(box.ClassId)));
        }

        return evaluator.Summarize();
    }
}
