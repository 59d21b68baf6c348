using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ros2DotNet.Bags;
using Ros2DotNet.Bags.Compression;

namespace Perception.Cli.Commands.Bag;

/// <summary>Options that several bag commands have.</summary>
internal static class BagOptions
{
    public static Argument<string> Path() => new("BAG") { Description = "folder of a bag, or one of its files" };

    public static Argument<string[]> Paths() =>
        new("BAGS") { Description = "folders of bags, or single files", Arity = ArgumentArity.OneOrMore };

    public static Option<string> Output(bool required) =>
        new("--output", "-o")
        {
            Description = "folder to write; it must not be there yet",
            Required = required,
            HelpName = "folder"
        };

    public static Option<string[]> Topics() =>
        new("--topics")
        {
            Description = "only these topics",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "topic"
        };

    /// <summary>Everything that says how a bag is written, added to a command; the function reads it back.</summary>
    public static Func<ParseResult, BagWriteOptions> AddWriting(Command command)
    {
        var storage = Options.Choice("--storage", "format of the files", "mcap", "mcap", "sqlite3");
        var compression =
            Options.Choice("--compression", "chunks of mcap, messages of sqlite3 (zstd only), or whole files", "none",
            "none", "lz4", "zstd", "file");
        var size =
            Options.Number("--max-bag-size", "begin a new file after so many bytes; 0: never", 0L, 0L, long.MaxValue);
        var duration =
            Options.Number("--max-bag-duration", "begin a new file after so many seconds; 0: never", 0.0, 0.0, 1e9);
        foreach (var option in (Option[])[storage, compression, size, duration])
        {
            command.Options.Add(option);
        }

        return result => Write(
            result.GetValue(storage) == "sqlite3" ? BagStorage.Sqlite3 : BagStorage.Mcap,
            result.GetRequiredValue(compression),
            result.GetValue(size), result.GetValue(duration));
    }

    /// <summary>Seconds since the bag's start, or absolute nanoseconds since the epoch.</summary>
    public static long TimeNs(string option, string text, long startNs)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ||
            value < 0 || value > long.MaxValue)
        {
            throw new UsageException(
                $"{option} '{text}' is neither seconds from the bag's start nor nanoseconds since the epoch");
        }

        // Nobody records for thirty years: larger numbers are points in time.
        return value < 1_000_000_000 ? startNs + (long)(value * 1_000_000_000) : (long)value;
    }

    private static BagWriteOptions Write(BagStorage storage, string compression, long size, double duration)
    {
        if (storage == BagStorage.Sqlite3 && compression == "lz4")
        {
            throw new UsageException("--compression 'lz4' is for mcap; sqlite3 has none, zstd and file");
        }

        return new BagWriteOptions
        {
            Storage = storage,
            CompressionMode = compression switch
            {
                "none" => BagCompressionMode.None,
                "file" => BagCompressionMode.File,
                _ => storage == BagStorage.Mcap ? BagCompressionMode.Chunk : BagCompressionMode.Message,
            },
            ChunkCompression = compression == "lz4" ? ChunkCompression.Lz4 : ChunkCompression.Zstd,
            MaximumFileBytes = size,
            MaximumFileDuration = TimeSpan.FromSeconds(duration),
            RosDistro = Environment.GetEnvironmentVariable("ROS_DISTRO") ?? "",
        };
    }
}
