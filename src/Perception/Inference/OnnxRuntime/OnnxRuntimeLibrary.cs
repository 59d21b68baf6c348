using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Perception.Inference.OnnxRuntime;

/// <summary>
/// Which libonnxruntime.so is loaded. It looks for its providers' libraries in its own folder, so a setting names that
/// folder: a build for another device lies there whole.
/// </summary>
internal static class OnnxRuntimeLibrary
{
    /// <summary>Environment variable that names the folder.</summary>
    public const string Setting = "EDGE_PERCEPTION_ONNXRUNTIME";

    private const string FileName = "libonnxruntime.so";
    private static readonly Lock Gate = new();
    private static bool _registered;

    /// <summary>The file that is loaded; its bare name where the loader finds it.</summary>
    public static string Path => Find(
        Environment.GetEnvironmentVariable(Setting), AppContext.BaseDirectory, GpuFolder) ?? FileName;

    /// <summary>Where <c>scripts/setup --gpu</c> puts the library with the providers of CUDA and TensorRT.</summary>
    public static string GpuFolder => System.IO.Path.Combine(PackageCache.Folder, "onnxruntime-gpu-1.29.0");

    /// <summary>
    /// The setting, else the program's folder where providers lie beside the library, else what set-up fetched for
    /// GPUs, else the program's folder; null where it is nowhere.
    /// </summary>
    public static string? Find(string? setting, string program, string gpu)
    {
        if (setting is { Length: > 0 })
        {
            return System.IO.Path.Combine(setting, FileName);
        }

        string[] folders = HasProviders(program) ? [program, gpu] : [gpu, program];
        return folders.Select(folder => System.IO.Path.Combine(folder, FileName)).FirstOrDefault(File.Exists);
    }

    /// <summary>To be called before anything of ONNX Runtime is; repeats do nothing.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_registered)
            {
                return;
            }

            _registered = true;
            try
            {
                // First come, first served: ONNX Runtime sets one of its own with its first call unless there is one.
                NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly,
                    static (name, _, _) =>
                        name.Contains("onnxruntime", StringComparison.Ordinal) ? NativeLibrary.Load(Path) : 0);
            }
            catch (InvalidOperationException)
            {
                // The program that uses this library chose for itself.
            }
        }
    }

    private static bool HasProviders(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "libonnxruntime_providers_shared.so"));
}
