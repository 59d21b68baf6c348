using System.Runtime.InteropServices;

namespace Ros2DotNet.Bags.Compression.Native;

/// <summary>Zstandard, by its own names.</summary>
internal static unsafe partial class Zstd
{
    public const string Library = "zstd";

    /// <summary>What ZSTD_getFrameContentSize answers for a frame that does not say.</summary>
    public const ulong ContentSizeUnknown = ulong.MaxValue;

    /// <summary>What it answers for something that is no frame.</summary>
    public const ulong ContentSizeError = ulong.MaxValue - 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }

    [LibraryImport(Library)]
    public static partial nint ZSTD_createCCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_compressBound(nuint size);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_compressCCtx(
        nint context, byte* destination, nuint capacity, byte* source, nuint size, int level);

    [LibraryImport(Library)]
    public static partial nint ZSTD_createDCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_decompressDCtx(nint context, byte* destination, nuint capacity, byte* source,
        nuint size);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_decompressStream(nint context, Buffer* output, Buffer* input);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_DCtx_reset(nint context, int directive);

    [LibraryImport(Library)]
    public static partial ulong ZSTD_getFrameContentSize(byte* source, nuint size);

    [LibraryImport(Library)]
    public static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    public static partial nint ZSTD_getErrorName(nuint code);
}
