using System.Globalization;
using Ros2DotNet.Bags.Mcap;
using Ros2DotNet.Bags.Sqlite;

namespace Ros2DotNet.Bags;

/// <summary>Finds the files of a bag and opens each by its kind.</summary>
internal static class StorageFiles
{
    private const string ExtensionMcap = ".mcap";
    private const string ExtensionSqlite = ".db3";

    /// <summary><c>mcap</c> or <c>sqlite3</c> by the name of a file; null for any other.</summary>
    public static string? Identify(string path)
    {
        var plain = IsCompressed(path) ? Path.GetFileNameWithoutExtension(path) : path;
        return Path.GetExtension(plain) switch
        {
            ExtensionMcap => "mcap",
            ExtensionSqlite => "sqlite3",
            _ => null,
        };
    }

    public static bool IsCompressed(string path) => path.EndsWith(CompressedFile.Extension, StringComparison.Ordinal);

    /// <summary>
    /// The bag files of a folder: those that metadata lists, otherwise all, by the number in their names.
    /// </summary>
    /// <exception cref="BagException">There is none, or a listed one is not there.</exception>
    public static List<string> Find(string folder, BagMetadata? metadata)
    {
        if (metadata is { RelativeFilePaths.Count: > 0 })
        {
            return [.. metadata.RelativeFilePaths.Select(relative => Resolve(folder, relative))];
        }

        var files = Directory.EnumerateFiles(folder).Where(path => Identify(path) is not null)
            .OrderBy(path => path, StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering))
            .ToList();
        return files.Count > 0
            ? files
            : throw new BagException($"{folder} holds no bag: neither {BagMetadata.FileName} nor .mcap nor .db3 files");
    }

    /// <exception cref="BagException">It cannot be opened.</exception>
    public static IStorageReader Open(string path, BagReadOptions options)
    {
        var identifier = Identify(path)
            ?? throw new BagException($"{path} is neither .mcap nor .db3, nor one of them with .zstd");
        if (!IsCompressed(path))
        {
            return OpenPlain(identifier, path, options);
        }

        var expanded = CompressedFile.Expand(path);
        try
        {
            return new ExpandedStorageReader(path, expanded, OpenPlain(identifier, expanded, options));
        }
        catch
        {
            CompressedFile.Delete(expanded);
            throw;
        }
    }

    private static IStorageReader OpenPlain(string identifier, string path, BagReadOptions options) =>
        identifier == "mcap"
        ? new McapStorageReader(path,
            new McapReadOptions { SkipDamage = options.SkipDamage, CheckCrc = options.CheckCrc })
        : new SqliteStorageReader(path, options.SkipDamage);

    // The first releases wrote paths relative to the folder above; and a file may have been compressed or expanded
    // since.
    private static string Resolve(string folder, string relative)
    {
        foreach (var candidate in (string[])[relative, Path.GetFileName(relative)])
        {
            var path = Path.Combine(folder, candidate);
            var expanded = IsCompressed(path) ? path[..^CompressedFile.Extension.Length] : path;
            foreach (var variant in (string[])[path, path + CompressedFile.Extension, expanded])
            {
                if (File.Exists(variant))
                {
                    return variant;
                }
            }
        }

        throw new BagException($"{folder}: {BagMetadata.FileName} lists '{relative}', which is not there");
    }
}
