using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;
using Perception.Preprocessing;

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
            () => Head(NetworkTasks.Detections),
            () => Head(NetworkTasks.Semantic),
            () => Head(NetworkTasks.Lanes),
            () => Head(NetworkTasks.Depth));
        var rest = medians[0] + medians[1] + medians[3];
        Console.WriteLine($"{model}, one thread, {network.Tasks} of a {width}x{height} JPEG of " +
            $"{jpeg.Length / 1024} KiB decoded to {image!.Width}x{image.Height}, medians of {Frames}:");
        image.Dispose();
        Console.WriteLine($"  {string.Join("   ", names.Zip(medians, (name, ms) => $"{name} {ms:F2} ms"))}");
        Console.WriteLine(
            $"  all that is not inference: {rest:F2} ms, {100 * rest / medians[2]:F1} % of it (goal 10 %)");
        Console.WriteLine($"  heads: detections {medians[5]:F2} ms   semantic {medians[6]:F2} ms   " +
            $"lanes {medians[7]:F2} ms   depth {medians[8]:F2} ms");
        Console.WriteLine($"  decoding all of the JPEG instead: {medians[4]:F2} ms");

        void Head(NetworkTasks task) => network.Decode(slot, task, result, focalPixels: 1000);
    }

    private static byte[] Jpeg()
    {
        using var picture = Picture();
        var jpeg = new byte[JpegCodec.LargestSize(picture)];
        Array.Resize(ref jpeg, JpegCodec.Encode(picture, jpeg, 90));
        return jpeg;
    }

    // Smooth shades with edges and some noise, as a camera's picture has them.
    private static Image Picture()
    {
        var image = Image.Rent(Width, Height, PixelFormat.Bgr8);
        var random = new Random(1);
        for (var y = 0; y < Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (byte)Math.Clamp(96 + 60 * Math.Sin(x / 90.0) * Math.Cos(y / 40.0) +
                    ((x / 96 + y / 48) % 2 * 30) + random.Next(-6, 7), 0, 255);
            }
        }

        return image;
    }
}
