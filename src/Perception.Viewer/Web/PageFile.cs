using System.Collections.Frozen;
using System.Reflection;

namespace Perception.Viewer.Web;

/// <summary>
/// A file of the page, from within this assembly: there is no path on a disk that could be asked for.
/// </summary>
internal sealed record PageFile(string ContentType, byte[] Content)
{
    private const string Prefix = "page/";
    private static readonly FrozenDictionary<string, PageFile> Files = Load();

    /// <summary>The file of a path; null for every path that is not exactly one of ours.</summary>
    public static PageFile? Find(string path) => Files.GetValueOrDefault(path == "/" ? "/index.html" : path);

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => "/" + name[Prefix.Length..], name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                return new PageFile(ContentTypeOf(name), content);
            });
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
