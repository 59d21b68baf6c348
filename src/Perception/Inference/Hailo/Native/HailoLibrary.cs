using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>Where libhailort is: its file carries the whole release in its name and no soname that stays.</summary>
internal static class HailoLibrary
{
    /// <summary>Environment variable with the path of the library.</summary>
    public const string Setting = "LIBHAILORT";

    private static readonly string[] Folders =
    [
        "/usr/lib", "/usr/local/lib", "/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
    ];

    /// <summary>The file that was loaded; empty before.</summary>
    public static string Loaded { get; private set; } = "";

    /// <exception cref="DllNotFoundException">It is nowhere.</exception>
    public static nint Load()
    {
        var candidates = Candidates(Environment.GetEnvironmentVariable(Setting), Folders).ToList();
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var library))
            {
                Loaded = candidate;
                return library;
            }
        }

        throw new DllNotFoundException($"libhailort.so was not found (looked for {string.Join(", ", candidates)})");
    }

    /// <summary>
    /// The setting alone where there is one, else the plain name, then files with a release, the newest first.
    /// </summary>
    public static IEnumerable<string> Candidates(string? setting, IEnumerable<string> folders)
    {
        if (setting is { Length: > 0 })
        {
            return [setting];
        }

        var releases =
            folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "libhailort.so.4.*"))
            .OrderByDescending(path =>
                Version.TryParse(Path.GetFileName(path)["libhailort.so.".Length..], out var version)
                    ? version : new Version());
        return ["libhailort.so", .. releases];
    }
}
