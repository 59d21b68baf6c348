using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Ros2DotNet.Bags;
using Ros2DotNet.Bags.Compression;

namespace Benchmarks.Bags;

/// <summary>
/// Sequential reading and writing of a camera bag against a plain file of the same bytes, which is the limit, and
/// against @mcap/core on node: <c>bags [MEGABYTES] [FOLDER]</c>. Files stay in the page cache, so that code is measured
/// and not a disk.
/// </summary>
internal static class BagBench
{
    private const int FrameBytes = 1920 * 1080 * 3;
    private const int BlockBytes = 1 << 20;
    private const int Rounds = 5;

    public static int Run(string[] args)
    {
        var megabytes = args.Length > 0 && int.TryParse(args[0], out var given) && given > 0 ? given : 1000;
        var folder = Directory.CreateDirectory(Path.Combine(args.Length > 1 ? args[1] : Path.GetTempPath(), $"bag-bench-{Environment.ProcessId}")).FullName;
        try
        {
            var frames = Math.Max(1, (int)(megabytes * 1_000_000L / FrameBytes));
            var image = Image();
            Console.WriteLine($"{frames} raw images of {FrameBytes / 1e6:F1} MB, medians of {Rounds} interleaved rounds, MB of messages a second, and a second of processor time");
            Writing(folder, image, frames);
            Reading(folder, image, frames);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static void Writing(string folder, byte[] image, int frames)
    {
        var plain = Path.Combine(folder, "plain");
        var bag = Path.Combine(folder, "bag");
        var results = Medians(frames,
            ("plain file", () => WritePlain(plain, image, frames)),
            ("bag, uncompressed", () => WriteBag(bag, image, frames, BagCompressionMode.None)),
            ("bag, lz4", () => WriteBag(bag, image, frames, BagCompressionMode.Chunk, ChunkCompression.Lz4)),
            ("bag, zstd level 1", () => WriteBag(bag, image, frames, BagCompressionMode.Chunk, ChunkCompression.Zstd)));
        Print("write", results);
    }

    private static void Reading(string folder, byte[] image, int frames)
    {
        var plain = Path.Combine(folder, "plain");
        WritePlain(plain, image, frames);
        var bags = new Dictionary<string, string>();
        foreach (var (name, mode, compression) in new[]
        {
            ("uncompressed", BagCompressionMode.None, ChunkCompression.None),
            ("lz4", BagCompressionMode.Chunk, ChunkCompression.Lz4),
            ("zstd", BagCompressionMode.Chunk, ChunkCompression.Zstd),
        })
        {
            bags[name] = Path.Combine(folder, name);
            WriteBag(bags[name], image, frames, mode, compression);
        }

        var buffer = new byte[FrameBytes];
        var ways = new List<(string, Action)>
        {
            ("plain file, whole images", () => ReadPlain(plain, buffer)),
            ("plain file, 1 MiB blocks", () => ReadPlain(plain, buffer.AsSpan(0, BlockBytes))),
            ("bag, uncompressed", () => ReadBag(bags["uncompressed"], frames, checkCrc: false)),
            ("bag, uncompressed, CRCs checked", () => ReadBag(bags["uncompressed"], frames, checkCrc: true)),
            ("bag, lz4", () => ReadBag(bags["lz4"], frames, checkCrc: false)),
            ("bag, zstd", () => ReadBag(bags["zstd"], frames, checkCrc: false)),
        };
        Print("read", Medians(frames, [.. ways]));
        foreach (var name in bags.Keys)
        {
            var file = Directory.EnumerateFiles(bags[name], "*.mcap").Single();
            var size = new FileInfo(file).Length / ((double)FrameBytes * frames);
            Console.WriteLine(NodeReader.Rate(file) is { } rate
                ? $"  read   @mcap/core on node, {name,-14} {rate,7:F0}           the file has {size:P0} of the messages' bytes"
                : $"  read   @mcap/core is not here (scripts/setup gets it)");
        }

        Console.WriteLine($"  managed bytes per message while reading: {AllocatedPerMessage(bags["uncompressed"])}");
    }

    // Smooth rows and noisy ones in turn: it shrinks to about the half, as images do.
    private static byte[] Image()
    {
        var image = new byte[FrameBytes];
        var random = new Random(1);
        for (var i = 0; i < image.Length; i++)
        {
            image[i] = (byte)((i / 3 % 1920 / 8) + (i / 5760 / 6) + (i / 5760 % 2 == 0 ? 0 : random.Next(64)));
        }

        return image;
    }

    private static void WritePlain(string path, byte[] image, int frames)
    {
        File.Delete(path);
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        for (var i = 0; i < frames; i++)
        {
            RandomAccess.Write(file, image, (long)i * image.Length);
        }
    }

    private static void WriteBag(string folder, byte[] image, int frames, BagCompressionMode mode,
        ChunkCompression compression = ChunkCompression.None)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, true);
        }

        using var writer = new BagWriter(folder, new BagWriteOptions { CompressionMode = mode, ChunkCompression = compression, CompressionLevel = mode == BagCompressionMode.Chunk && compression == ChunkCompression.Zstd ? 1 : 0 });
        var topic = writer.AddTopic(new BagTopic("/camera/image_raw", "sensor_msgs/msg/Image"));
        for (var i = 0; i < frames; i++)
        {
            writer.Write(topic, i * 33_333_333L, image);
        }

        writer.Close();
    }

    private static void ReadPlain(string path, Span<byte> buffer)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        for (long offset = 0, read; (read = RandomAccess.Read(file, buffer, offset)) > 0; offset += read)
        {
            // The reading is what is timed.
        }
    }

    private static void ReadBag(string folder, int frames, bool checkCrc)
    {
        using var bag = Bag.Open(folder, new BagReadOptions { CheckCrc = checkCrc });
        using var cursor = bag.ReadMessages();
        var count = 0;
        while (cursor.MoveNext())
        {
            count += cursor.Current.Data.Length == FrameBytes ? 1 : 0;
        }

        if (count != frames)
        {
            throw new InvalidOperationException($"{folder}: {count} of {frames} images were read");
        }
    }

    private static long AllocatedPerMessage(string folder)
    {
        using var bag = Bag.Open(folder);
        using var cursor = bag.ReadMessages();
        cursor.MoveNext();
        cursor.MoveNext();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        while (cursor.MoveNext())
        {
            count++;
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Math.Max(1, count);
    }

    // The processor time says the same on a machine that others use too.
    private static List<Measured> Medians(int frames, params (string Name, Action Run)[] ways)
    {
        var seconds =
            ways.ToDictionary(way => way.Name, _ => (Wall: new List<double>(), Processor: new List<double>()));
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (name, run) in ways)
            {
                var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                run();
                if (round > 0)
                {
                    seconds[name].Wall.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                    seconds[name].Processor.Add((Environment.CpuUsage.TotalTime - used).TotalSeconds);
                }
            }
        }

        double Rate(List<double> times) => (double)FrameBytes * frames / 1e6 / times.Order().ElementAt(Rounds / 2);
        return [.. ways.Select(way => new Measured(way.Name, Rate(seconds[way.Name].Wall), Rate(seconds[way.Name].Processor)))];
    }

    private static void Print(string verb, List<Measured> results)
    {
        foreach (var (name, rate, perProcessor) in results)
        {
            Console.WriteLine($"  {verb,-6} {name,-34} {rate,7:F0} {perProcessor,7:F0}   {rate / results[0].Rate:F2} and {perProcessor / results[0].PerProcessor:F2} of {results[0].Name}");
        }
    }

    private sealed record Measured(string Name, double Rate, double PerProcessor);
}
