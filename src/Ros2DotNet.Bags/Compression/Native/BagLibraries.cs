using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ros2DotNet.Bags.Compression.Native;

/// <summary>Finds the system's libraries by their sonames and says which package brings a missing one.</summary>
internal static class BagLibraries
{
    private static readonly Dictionary<string, (string[] Candidates, string Package)> Known = new()
    {
        [Lz4.Library] = (["liblz4.so.1", "liblz4.so"], "liblz4-1"),
        [Zstd.Library] = (["libzstd.so.1", "libzstd.so"], "libzstd1"),
        ["sqlite3"] = (["libsqlite3.so.0", "libsqlite3.so"], "libsqlite3-0"),
    };

    internal static nint Load(string name)
    {
        if (!Known.TryGetValue(name, out var library))
        {
            return 0;
        }

        foreach (var candidate in library.Candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException(
            $"{library.Candidates[0]} was not found (looked for {string.Join(", ", library.Candidates)}): apt-get " +
            $"install {library.Package}");
    }

#pragma warning disable CA2255 // The resolver has to be there before the first call, whichever that is.
    [ModuleInitializer]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), static (name, _, _) => Load(name));
#pragma warning restore CA2255
}
