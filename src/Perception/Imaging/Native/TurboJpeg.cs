using System.Runtime.InteropServices;

namespace Perception.Imaging.Native;

/// <summary>TurboJPEG 2 C interface, by its own names.</summary>
internal static unsafe partial class TurboJpeg
{
    public const string Library = "turbojpeg";

    [LibraryImport(Library)]
    public static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    public static partial nint tjInitCompress();

    [LibraryImport(Library)]
    public static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    public static partial int tjDecompressHeader3(
        nint handle, byte* jpeg, nuint size, int* width, int* height, int* subsampling, int* colourSpace);

    [LibraryImport(Library)]
    public static partial int tjDecompress2(
        nint handle, byte* jpeg, nuint size, byte* destination, int width, int pitch, int height, int pixelFormat,
        int flags);

    [LibraryImport(Library)]
    public static partial int tjCompress2(
        nint handle, byte* source, int width, int pitch, int height, int pixelFormat, byte** jpeg, nuint* size,
        int subsampling, int quality, int flags);

    [LibraryImport(Library)]
    public static partial nuint tjBufSize(int width, int height, int subsampling);

    [LibraryImport(Library)]
    public static partial nint tjGetErrorStr2(nint handle);
}
