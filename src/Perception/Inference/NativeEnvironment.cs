using System.Runtime.InteropServices;

namespace Perception.Inference;

/// <summary>The environment as native libraries see it, which the runtime keeps a copy of.</summary>
internal static partial class NativeEnvironment
{
    public static void Set(string name, string value) => setenv(name, value, 0);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
