using System.Runtime.InteropServices;

namespace Perception.Inference;

/// <summary>Tells a stand-in that tests build from a real library: only the former exports a mark.</summary>
internal static class StubLibrary
{
    private const string Mark = "edge_perception_stub";

    public static bool Is(string path) =>
        path.Length > 0 &&
            NativeLibrary.TryLoad(path, out var library) && NativeLibrary.TryGetExport(library, Mark, out _);
}
