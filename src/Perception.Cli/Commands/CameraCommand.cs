using System.CommandLine;
using System.Diagnostics;
using Perception.Cli.Camera;
using Perception.Cli.Images;
using Perception.Geometry;
using Perception.Imaging;
using Ros2DotNet;

namespace Perception.Cli.Commands;

/// <summary><c>perception camera</c>: publishes image files as a camera would.</summary>
internal static class CameraCommand
{
    private static readonly string[] Encodings = ["bgr8", "rgb8", "bgra8", "rgba8"];

    public static Command Create(string[] rosArguments)
    {
        var paths = Options.Images("PATHS");
        var rate = Options.Number("--rate", "images per second", 10.0, 0.01, 1000.0);
        var loop = Options.Flag("--loop", "begin again after the last image");
        var transport =
            Options.Choice("--transport", "sensor_msgs/Image or CompressedImage (JPEG)", "raw", "raw", "compressed");
        var encoding = Options.Choice("--encoding", "layout of raw pixels", "bgr8", Encodings);
        var size = Options.Optional("--size", "resize every image, e.g. 1920x1280");
        var frameId = new Option<string>("--frame-id")
        {
            Description = "frame_id of the headers",
            DefaultValueFactory = _ => "camera_optical_frame"
        };
        var topic = new Option<string>("--topic")
        {
            Description = "image topic; camera_info goes beside it",
            DefaultValueFactory = _ => "/camera/image_raw"
        };
        var count = Options.Number("--count", "stop after so many images; 0: after the last", 0, 0, int.MaxValue);
        var calibration = Options.Optional("--calibration",
            "intrinsics, a YAML file as camera_calibration writes it; without it a plausible pinhole");

        var command = new Command("camera", "Publishes images as a camera: image and camera_info, stamped now.")
        {
            paths, rate, loop, transport, encoding, size, frameId, topic, count, calibration,
        };
        command.SetAction(result =>
        {
            var files = ImageFiles.Expand(result.GetRequiredValue(paths));
            var format = new CameraFormat(result.GetValue(transport) == "compressed",
                ParseEncoding(result.GetRequiredValue(encoding)), ParseSize(result.GetValue(size)));
            var intrinsics = result.GetValue(calibration) is { } path ? CalibrationFile.Load(path) : null;
            var images = new CameraImages(files, format);
            var total = result.GetValue(count) is > 0 and var n ? n : result.GetValue(loop)
                ? int.MaxValue
                : images.Count;
            images.Get(0);

            using var context = new RosContext(rosArguments);
            using var node = context.CreateNode("camera");
            node.Parameters.RejectUnknown();
            using var publisher = new CameraPublisher(node, result.GetRequiredValue(topic), format, intrinsics,
                result.GetRequiredValue(frameId));
            Console.Error.WriteLine($"publishing {images.Count} images on {publisher.Topic}");
            Play(images, publisher, total, TimeSpan.FromSeconds(1 / result.GetValue(rate)), context.Shutdown);
            return ExitCode.Success;
        });
        return command;
    }

    // Deadlines are counted from the start, so that the rate holds however long one image takes.
    private static void Play(CameraImages images, CameraPublisher publisher, int total, TimeSpan period,
        CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < total; i++)
        {
            var image = images.Get(i % images.Count);
            var wait = (period * i) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero && stop.WaitHandle.WaitOne(wait)) return;
            if (stop.IsCancellationRequested) return;
            publisher.Publish(image);
        }
    }

    private static PixelFormat ParseEncoding(string encoding) =>
        ImageEncodings.TryParse(encoding, out var format)
            ? format
            : throw new UsageException($"--encoding '{encoding}' is not one of {string.Join(", ", Encodings)}");

    private static ImageSize? ParseSize(string? text)
    {
        if (text is null) return null;
        return ImageSize.TryParse(text, out var size)
            ? size
            : throw new UsageException($"--size '{text}' is not WIDTHxHEIGHT, each from 1 to {ImageSize.Largest}");
    }
}
