using System.Runtime.InteropServices;

namespace Perception.Inference.OnnxRuntime;

/// <summary>The release of TensorRT that a provider would load.</summary>
internal static unsafe class TensorRtLibrary
{
    private static readonly string[] Names = ["libnvinfer.so.10", "libnvinfer.so.11", "libnvinfer.so"];

    /// <summary>As the library says it, for example <c>101301</c>; <c>none</c> where it is not found.</summary>
    public static string Version()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return NativeLibrary.TryGetExport(library, "getInferLibVersion", out var function)
                    ? $"{((delegate* unmanaged<int>)function)()}"
                    : "unknown";
            }
        }

        return "none";
    }
}
