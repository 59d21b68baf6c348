using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Perception.Inference.Hailo.Native;
using Perception.Inference.OnnxRuntime;
using Perception.Inference.Rknn.Native;

namespace Perception.Imaging.Native;

/// <summary>Finds the system's libraries by their sonames and says which package brings a missing one.</summary>
internal static class NativeLibraries
{
    private static readonly Dictionary<string, (string[] Candidates, string Package)> Known = new()
    {
        [TurboJpeg.Library] = (["libturbojpeg.so.0", "libturbojpeg.so"], "libturbojpeg0 (on Ubuntu libturbojpeg)"),
        [LibPng.Library] = (["libpng16.so.16", "libpng16.so"], "libpng16-16"),
        ["cairo"] = (["libcairo.so.2", "libcairo.so"], "libcairo2"),
    };

    internal static nint Load(string name)
    {
        if (name == HailoRt.Library)
        {
            return HailoLibrary.Load();
        }

        if (name == RknnRt.Library)
        {
            return RknnLibrary.Load();
        }

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
    internal static void Register()
    {
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), static (name, _, _) => Load(name));
        OnnxRuntimeLibrary.Register();
    }
#pragma warning restore CA2255
}
