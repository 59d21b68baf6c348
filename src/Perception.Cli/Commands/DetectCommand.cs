using System.CommandLine;
using Perception.Cli.Images;
using Perception.Cli.Output;
using Perception.Decoding;
using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Perception.Cli.Commands;

/// <summary><c>perception detect</c>: objects in image files, as JSON and as annotated images.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "ONNX file of a YOLOX network" };
        var images = Options.Images("IMAGES");
        var json = Options.Optional("--json", "write the detections to this file; - for standard output");
        var folder = Options.Optional("--out", "write annotated images to this folder");
        var score = Options.Number("--score", "least score of a detection", 0.3f, 0f, 1f);
        var nms = new NmsOption(0.45f);
        var labels = Options.Optional("--labels", "class names, one a line, instead of those of the model");
        var threads = Options.Number("--threads", "threads that compute the network; 0: one per core", 0, 0, 256);

        var command = new Command("detect", "Finds objects in image files.")
        {
            model, images, json, folder, score, nms.Option, labels, threads
        };
        command.SetAction(result => Run(new Request(
            result.GetRequiredValue(model), result.GetRequiredValue(images), result.GetValue(json),
            result.GetValue(folder),
            result.GetValue(score), manifest => nms.Of(result, manifest), result.GetValue(labels),
            result.GetValue(threads))));
        return command;
    }

    private sealed record Request(
        string Model, string[] Images, string? Json, string? Folder, float Score, Func<ModelManifest, float> Nms,
            string? Labels, int Threads);

    private static int Run(Request request)
    {
        var files = ImageFiles.Expand(request.Images);
        using var detector = new YoloxDetector(
            request.Model,
            new YoloxDecoderOptions { ScoreThreshold = request.Score },
            new InferenceOptions { IntraOpThreads = request.Threads },
            request.Labels is null ? null : LabelFile.Read(request.Labels));
        detector.DecoderOptions =
            detector.DecoderOptions with { NmsThreshold = request.Nms(detector.Manifest) };
        var sink = new DetectionSink(detector.Manifest, request.Json, request.Folder);
        var failed = 0;
        ProgressBar.Over(files, "detecting", file =>
        {
            try
            {
                using var image = Imaging.ImageFile.Load(file.Path);
                sink.Add(file, image, detector.Detect(image));
            }
            catch (Exception e) when (e is ImageFormatException or BadTensorException or IOException
                or UnauthorizedAccessException)
            {
                failed++;
                var reason = e.Message.Contains(file.Path, StringComparison.Ordinal)
                    ? e.Message
                    : $"{file.Path}: {e.Message}";
                Console.Error.WriteLine($"perception: {reason}");
            }
        });
        sink.Complete();

        var good = files.Count - failed;
        Console.Error.WriteLine(
            $"{sink.Count} objects in {good} images{(failed > 0 ? $"; {failed} could not be used" : "")}");
        return failed > 0 ? ExitCode.PartialFailure : ExitCode.Success;
    }
}
