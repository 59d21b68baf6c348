using System.IO.Enumeration;

namespace Perception.Cli.Images;

/// <summary>Turns what the user names - files, folders, patterns - into image files.</summary>
internal static class ImageFiles
{
    /// <summary>Files in the order of the arguments; within a folder (searched deeply) or a pattern by path.</summary>
    /// <exception cref="UsageException">A folder or pattern holds no image.</exception>
    public static List<ImageFile> Expand(IEnumerable<string> paths)
    {
        var files = new List<ImageFile>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                files.AddRange(NonEmpty(InFolder(path), $"there is no .jpg, .jpeg or .png file in folder '{path}'"));
            }
            else if (!File.Exists(path) && path.AsSpan().IndexOfAny('*', '?') >= 0)
            {
                files.AddRange(NonEmpty(Matching(path), $"no image matches '{path}'"));
            }
            else
            {
                // A file that is not there fails where it is read, as any other bad image does.
                files.Add(new ImageFile(path, Path.GetFileName(path)));
            }
        }

        return files;
    }

    private static List<ImageFile> NonEmpty(List<ImageFile> files, string complaint) =>
        files.Count > 0 ? files : throw new UsageException(complaint);

    private static List<ImageFile> InFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(HasImageExtension)
            .Order(StringComparer.Ordinal)
            .Select(file => new ImageFile(file, Path.GetRelativePath(folder, file)))
            .ToList();

    // Patterns stand in any part of the path; ** stands for any number of folders.
    private static List<ImageFile> Matching(string pattern)
    {
        IEnumerable<string> reached = [Path.IsPathRooted(pattern) ? "/" : ""];
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            var last = i == parts.Length - 1;
            reached = reached.SelectMany(at => Step(at, part, last)).ToList();
        }

        return reached.Where(File.Exists)
            .Where(HasImageExtension)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(file => new ImageFile(file, Path.GetFileName(file)))
            .ToList();
    }

    private static IEnumerable<string> Step(string at, string part, bool last)
    {
        if (part.AsSpan().IndexOfAny('*', '?') < 0) return [Path.Combine(at, part)];
        var folder = at.Length == 0 ? "." : at;
        if (!Directory.Exists(folder)) return [];
        if (part == "**")
        {
            var folders = Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder);
            return last ? folders.SelectMany(Directory.EnumerateFiles) : folders;
        }

        return Directory.EnumerateFileSystemEntries(folder)
            .Where(entry => FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(entry), ignoreCase: false))
            .Select(entry => Path.Combine(at, Path.GetFileName(entry)));
    }

    private static bool HasImageExtension(string path) =>
        Imaging.ImageFile.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
