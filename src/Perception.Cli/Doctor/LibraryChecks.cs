using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Perception.Drawing;
using Perception.Imaging;
using Perception.Inference.OnnxRuntime;

namespace Perception.Cli.Doctor;

/// <summary>
/// Native libraries: each is used once, by the same code that uses it in earnest, and then looked up where it was
/// loaded from.
/// </summary>
internal static class LibraryChecks
{
    private const string Area = "libraries";

    public static IEnumerable<Finding> Run()
    {
        yield return Use("Cyclone DDS", "libddsc", "every node and ros command fails",
            () => new Ros2DotNet.RosContext(["--ros-args", "--log-level", "fatal"]).Dispose());
        OnnxRuntimeBackend.PrepareLibrary();
        yield return Use("ONNX Runtime", "libonnxruntime", "no network runs",
            () => OrtEnv.Instance().GetVersionString(),
            () => OrtEnv.Instance().GetVersionString());
        yield return Use("TurboJPEG", "libturbojpeg", "no JPEG is read or written",
            () => UseImage(image => JpegCodec.Encode(image)));
        yield return Use("libpng", "libpng", "no PNG is read or written",
            () => UseImage(image => PngCodec.Encode(image)));
        yield return Use("cairo", "libcairo", "no annotated images", () =>
            UseImage(image => new Annotator().Draw(image, [new(1, 1, 9, 9, 0, 1, 1)], ["x"])));
        yield return Load("SQLite", "libsqlite3.so.0", "apt-get install libsqlite3-0", "no sqlite3 bags");
        yield return Load("LZ4", "liblz4.so.1", "apt-get install liblz4-1", "no bags compressed with lz4");
        yield return Load("zstd", "libzstd.so.1", "apt-get install libzstd1", "no bags compressed with zstd");
    }

    private static Finding Use(string name, string file, string consequence, Action use, Func<string>? version = null)
    {
        try
        {
            use();
            var path = LoadedFrom(file);
            return new Finding(Area, name, Health.Good, $"{version?.Invoke() ?? VersionOf(path)}  {path}".Trim());
        }
        catch (Exception e) when (Root(e) is DllNotFoundException or TypeInitializationException
            or BadImageFormatException or EntryPointNotFoundException or Ros2DotNet.DdsException)
        {
            return new Finding(Area, name, Health.Broken, $"cannot be used: {consequence}", Root(e).Message);
        }
    }

    private static Finding Load(string name, string file, string package, string consequence)
    {
        if (!NativeLibrary.TryLoad(file, out _))
        {
            return new Finding(Area, name, Health.Warning, $"not found: {consequence}", package);
        }
        var path = LoadedFrom(file[..file.IndexOf(".so", StringComparison.Ordinal)]);
        return new Finding(Area, name, Health.Good, $"{VersionOf(path)}  {path}".Trim());
    }

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;

    private static void UseImage(Action<Image> use)
    {
        using var image = Image.Rent(16, 16, PixelFormat.Bgra8);
        image.Bytes.Clear();
        use(image);
    }

    /// <summary>The file that the process has mapped, with links followed.</summary>
    private static string LoadedFrom(string file) => File.ReadLines("/proc/self/maps")
        .Select(line => line.IndexOf('/') is var at and >= 0 ? line[at..] : "")
        .FirstOrDefault(path => Path.GetFileName(path).StartsWith(file, StringComparison.Ordinal)) ?? "";

    // Where a library has no function that tells, its file does: libzstd.so.1.5.4.
    private static string VersionOf(string path)
    {
        if (path.Length == 0) return "";
        var library = NativeLibrary.Load(path);
        foreach (var name in (ReadOnlySpan<string>)["cairo_version_string", "sqlite3_libversion", "png_get_libpng_ver",
            "LZ4_versionString", "ZSTD_versionString"])
        {
            if (NativeLibrary.TryGetExport(library, name, out var function))
                return Marshal.PtrToStringUTF8(
                    Marshal.GetDelegateForFunctionPointer<VersionFunction>(function)(0)) ?? "";
        }

        return path.IndexOf(".so.", StringComparison.Ordinal) is var at and >= 0 ? path[(at + 4)..] : "";
    }

    // libpng's has a parameter that may be null; the others do not look at it.
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint VersionFunction(nint unused);
}
