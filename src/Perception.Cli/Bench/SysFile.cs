using System.Globalization;

namespace Perception.Cli.Bench;

/// <summary>Small files of the kernel, which may be missing, closed or busy.</summary>
internal static class SysFile
{
    /// <summary>The trimmed text; null where it cannot be read.</summary>
    public static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number; null where there is none.</summary>
    public static double? Number(string path) =>
        double.TryParse(Text(path), CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Entries of a folder whose names match; none where there is no folder.</summary>
    public static IEnumerable<string> Folders(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder, pattern).Order(StringComparer.Ordinal) : [];
}
