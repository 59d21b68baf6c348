using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>
/// Compiles a C++ file beside the benchmarks and loads it; the reference implementations are written against their own
/// libraries.
/// </summary>
internal static class NativeHelper
{
    public static nint Build(string source, params string[] flags)
    {
        var library = Path.Combine(AppContext.BaseDirectory, Path.ChangeExtension(source, ".so"));
        using var compiler = Process.Start("g++",
            ["-O3", "-march=native", "-shared", "-fPIC", "-o", library,
                Path.Combine(AppContext.BaseDirectory, "native", source), .. flags]);
        compiler.WaitForExit();
        return compiler.ExitCode == 0
            ? NativeLibrary.Load(library)
            : throw new InvalidOperationException($"{source} does not compile; scripts/setup installs what it needs");
    }
}
