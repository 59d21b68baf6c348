using System.CommandLine;
using Perception.Cli.Evaluation;
using Perception.Cli.Output;
using Perception.Decoding;
using Perception.Evaluation.Datasets;
using Perception.Evaluation.Detection;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Cli.Commands;

/// <summary><c>perception evaluate</c>: how good a network is on data whose truth is known.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var coco = new Command("coco", "Average precision of a detector on a dataset in COCO's format.");
        var model = new Argument<string>("MODEL") { Description = "ONNX file of a YOLOX network" };
        var annotations = new Argument<string>("ANNOTATIONS") { Description = "JSON file with images, annotations and categories" };
        var images = Options.Optional("--images", "folder that the file names of the images count from; the annotations' own by default");
        var score = Options.Number("--score", "least score of a detection that counts", 0.01f, 0f, 1f);
        var nms = Options.Number("--nms", "overlap (IoU) above which the less certain of two boxes is dropped", 0.65f, 0f, 1f);
        var threads = Options.Number("--threads", "threads that compute the network; 0: one per core", 0, 0, 256);
        var json = Options.Optional("--json", "write the figures to this file; - for standard output");
        foreach (var part in (Symbol[])[model, annotations, images, score, nms, threads, json])
        {
            if (part is Argument argument) coco.Arguments.Add(argument);
            else coco.Options.Add((Option)part);
        }

        coco.SetAction(result =>
        {
            var dataset = CocoDataset.Read(result.GetRequiredValue(annotations), result.GetValue(images));
            using var detector = new YoloxDetector(
                result.GetRequiredValue(model),
                new YoloxDecoderOptions
                {
                    ScoreThreshold = result.GetValue(score), NmsThreshold = result.GetValue(nms), AllClasses = true, MaximumDetections = int.MaxValue,
                },
                new InferenceOptions { IntraOpThreads = result.GetValue(threads) });
            return Run(detector, dataset, result.GetRequiredValue(model), result.GetRequiredValue(annotations), result.GetValue(json));
        });
        return new Command("evaluate", "Tells how good a network is on data whose truth is known.") { coco };
    }

    private static int Run(YoloxDetector detector, CocoDataset dataset, string model, string annotations, string? json)
    {
        var mapping = new ClassMapping(detector.Manifest.Classes, dataset.Classes);
        if (mapping.Common.Count == 0)
            throw new UsageException($"{model} and {annotations} have no class in common: {string.Join(", ", dataset.Classes)} on one side, " +
                $"{string.Join(", ", detector.Manifest.Classes.Take(10))} on the other");
        if (mapping.DatasetOnly.Count > 0)
            Console.Error.WriteLine($"left out, since the network does not know them: {string.Join(", ", mapping.DatasetOnly)}");

        var evaluator = new DetectionEvaluator();
        ProgressBar.Over(dataset.Images, "evaluating", item =>
        {
            using var image = Imaging.ImageFile.Load(item.Path);
            var found = detector.Detect(image).ToArray()
                .Where(detection => mapping.ToDataset(detection.ClassId) is not null)
                .Select(detection => detection with { ClassId = mapping.ToDataset(detection.ClassId)!.Value });
            evaluator.Add(found, item.Truth.Where(box => mapping.Common.Contains(box.ClassId)));
        });
        DetectionReport.Print(evaluator.Summarize(), dataset.Classes, evaluator.Images);
        if (json is not null) DetectionReport.Write(json, evaluator.Summarize(), dataset.Classes, model, annotations, evaluator.Images);
        return ExitCode.Success;
    }
}
