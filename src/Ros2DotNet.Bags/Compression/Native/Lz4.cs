using System.Runtime.InteropServices;

namespace Ros2DotNet.Bags.Compression.Native;

/// <summary>The frame interface of LZ4, by its own names.</summary>
internal static unsafe partial class Lz4
{
    public const string Library = "lz4";

    /// <summary>LZ4F_VERSION, which the library checks.</summary>
    public const uint Version = 100;

    [StructLayout(LayoutKind.Sequential)]
    public struct Preferences
    {
        public int BlockSizeId;
        public int BlockMode;
        public int ContentChecksumFlag;
        public int FrameType;
        public ulong ContentSize;
        public uint DictionaryId;
        public int BlockChecksumFlag;
        public int CompressionLevel;
        public uint AutoFlush;
        public uint FavorDecompressionSpeed;
        public fixed uint Reserved[3];
    }

    [LibraryImport(Library)]
    public static partial nuint LZ4F_compressFrameBound(nuint size, Preferences* preferences);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_compressFrame(byte* destination, nuint capacity, byte* source, nuint size,
        Preferences* preferences);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_createDecompressionContext(nint* context, uint version);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_freeDecompressionContext(nint context);

    [LibraryImport(Library)]
    public static partial void LZ4F_resetDecompressionContext(nint context);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_decompress(
        nint context, byte* destination, nuint* destinationSize, byte* source, nuint* sourceSize, void* options);

    [LibraryImport(Library)]
    public static partial uint LZ4F_isError(nuint code);

    [LibraryImport(Library)]
    public static partial nint LZ4F_getErrorName(nuint code);
}
