using Perception.Imaging;
using Perception.Inference;
using Perception.Pipelines;

namespace Benchmarks.Pipelines;

/// <summary>
/// Stages on their own threads against the same stages one after another, and what of a frame is not inference: from a
/// JPEG of 1280x720 to the results of every head.
/// </summary>
internal static class PipelineBench
{
    private const int Frames = 60;
    private const int Width = 1280, Height = 720;

    public static int Run(string[] args)
    {
        if (args.Length == 0)
        {
            Console.Error.WriteLine("usage: pipeline MODEL.onnx");
            return 2;
        }

        var jpeg = Jpeg();
        BalancedPipeline.Compare(args[0], jpeg, Width, Height);
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
        var scale = Math.Min((double)input.Width / Width, (double)input.Height / Height);
        var (width, height) = ((int)Math.Ceiling(Width * scale), (int)Math.Ceiling(Height * scale));
        string[] names = ["decode", "preprocess", "infer", "heads"];
        Image? image = null;
        var medians = Rounds.Medians(Frames,
            () =>
            {
                image?.Dispose();
                image = JpegCodec.Decode(jpeg, PixelFormat.Bgr8, width, height);
            },
            () => network.Preprocess(image!, slot, Width, Height),
            () => network.Infer(slot),
            () => network.Decode(slot, NetworkTasks.All, result, focalPixels: 1000));
        image!.Dispose();
        var rest = medians.Sum() - medians[2];
        Console.WriteLine($"{model}, one thread, {network.Tasks} of a {Width}x{Height} JPEG, medians of {Frames}:");
        Console.WriteLine($"  {string.Join("   ", names.Zip(medians, (name, ms) => $"{name} {ms:F2} ms"))}");
        Console.WriteLine(
            $"  all that is not inference: {rest:F2} ms, {100 * rest / medians[2]:F1} % of it (goal 10 %)");
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
