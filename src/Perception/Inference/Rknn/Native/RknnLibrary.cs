using System.Runtime.InteropServices;

namespace Perception.Inference.Rknn.Native;

/// <summary>Where librknnrt is.</summary>
internal static class RknnLibrary
{
    /// <summary>Environment variable with the path of the library.</summary>
    public const string Setting = "LIBRKNNRT";

    /// <summary>The file that was loaded; empty before.</summary>
    public static string Loaded { get; private set; } = "";

    /// <exception cref="DllNotFoundException">It is nowhere.</exception>
    public static nint Load()
    {
        string[] candidates = Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } setting ? [setting]
            : ["librknnrt.so", "/usr/lib/librknnrt.so", "/usr/lib/aarch64-linux-gnu/librknnrt.so"];
        foreach (var candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var library))
            {
                Loaded = candidate;
                return library;
            }
        }

        throw new DllNotFoundException($"librknnrt.so was not found (looked for {string.Join(", ", candidates)})");
    }
}
