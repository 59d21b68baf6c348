using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Preprocessing;
using Perception.Simulation;
using Perception.Simulation.Rendering;
using Perception.Simulation.World;

namespace Benchmarks.Pipelines;

/// <summary>
/// Stages on their own threads against the same stages one after another, and what of a frame is not inference: from a
/// JPEG, by default one of 1280x720, to the results of every head.
/// </summary>
internal static class PipelineBench
{
    private const int Frames = 60;
    private const int Width = 1280, Height = 720;

    public static int Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("usage: pipeline MODEL.onnx [PICTURE.jpg]");
            return 2;
        }

        var jpeg = args.Length > 1 ? File.ReadAllBytes(args[1]) : Jpeg();
        BalancedPipeline.Compare(args[0], jpeg);
        using var network = new MultiTaskNetwork(
            args[0],
            new NetworkOptions { Inference = new InferenceOptions { IntraOpThreads = 1, AllowSpinning = false } });
        MeasureShare(network, Path.GetFileName(args[0]), jpeg);
        return 0;
    }

    private static void MeasureShare(MultiTaskNetwork network, string model, byte[] jpeg)
    {
        using var slot = network.CreateSlot();
        var result = new NetworkResult();
        var input = network.Manifest.Input;
        string[] names = ["decode", "preprocess", "infer", "heads"];
        Image? image = null;
        var (width, height) = (0, 0);
        var medians = Rounds.Medians(Frames,
            () =>
            {
                image?.Dispose();
                image = PictureDecoder.Decode(jpeg, input, out width, out height);
            },
            () => network.Preprocess(image!, slot, width, height),
            () => network.Infer(slot),
            () => network.Decode(slot, NetworkTasks.All, result, focalPixels: 1000),
            () => PictureDecoder.Decode(jpeg, null, out _, out _).Dispose(),
            // R, G, B of reduced size is what only libjpeg-turbo makes.
            () => JpegCodec.Decode(jpeg, PixelFormat.Rgb8, image!.Width, image.Height).Dispose(),
            () => Head(NetworkTasks.Detections),
            () => Head(NetworkTasks.Semantic),
            () => Head(NetworkTasks.Lanes),
            () => Head(NetworkTasks.Depth));
        var rest = medians[0] + medians[1] + medians[3];
        Console.WriteLine($"{model}, one thread, {network.Tasks} of a {width}x{height} JPEG of " +
            $"{jpeg.Length / 1024} KiB decoded to {image!.Width}x{image.Height}, medians of {Frames}:");
        Console.WriteLine($"  {string.Join("   ", names.Zip(medians, (name, ms) => $"{name} {ms:F2} ms"))}");
        Console.WriteLine(
            $"  all that is not inference: {rest:F2} ms, {100 * rest / medians[2]:F1} % of it (goal 10 %)");
        Console.WriteLine($"  heads: detections {medians[6]:F2} ms   semantic {medians[7]:F2} ms   " +
            $"lanes {medians[8]:F2} ms   depth {medians[9]:F2} ms");
        Console.WriteLine($"  decoding all of the JPEG instead: {medians[4]:F2} ms   " +
            $"as much by libjpeg-turbo: {medians[5]:F2} ms, ratio {medians[5] / medians[0]:F2}");
        image.Dispose();

        void Head(NetworkTasks task) => network.Decode(slot, task, result, focalPixels: 1000);
    }

    // A rendered street, noise of the sensor included, at the quality that camera_node publishes: 1280x720 takes about
    // as many bytes as photographs of roads do, which is what decoding depends on.
    private static byte[] Jpeg()
    {
        using var drive = new Drive(new DriveOptions
        {
            Seed = 3,
            Surroundings = Surroundings.City,
            Conditions = Conditions.Day,
            Width = Width,
            Height = Height,
        });
        using var frame = new FrameBuffers(Width, Height);
        drive.Render(0, frame);
        var jpeg = new byte[JpegCodec.LargestSize(frame.Picture)];
        Array.Resize(ref jpeg, JpegCodec.Encode(frame.Picture, jpeg, 90));
        return jpeg;
    }
}
