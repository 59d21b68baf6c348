using System.Runtime.InteropServices;

namespace Perception.Imaging.Native;

/// <summary>libpng 1.6's simplified interface, by its own names.</summary>
internal static unsafe partial class LibPng
{
    public const string Library = "png16";
    public const uint Version = 1;
    public const uint FormatRgb = 2;
    public const uint FormatBgr = 0x12;
    public const uint FormatGrey = 0;
    public const uint FormatBgra = 0x13;

    /// <summary>PNG_FORMAT_LINEAR_Y: grey of 16 bits in the machine's byte order.</summary>
    public const uint FormatGrey16 = 4;

    /// <summary>PNG_FORMAT_FLAG_LINEAR: the file has 16 bits a channel.</summary>
    public const uint FormatFlag16Bit = 4;

    /// <summary>
    /// PNG_IMAGE_FLAG_16BIT_sRGB: 16 bits without a gamma are as 8 bits are, not proportional to light.
    /// </summary>
    public const uint Flag16BitSrgb = 4;

    /// <summary><c>png_image</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PngImage
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColormapEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }

    [LibraryImport(Library)]
    public static partial int png_image_begin_read_from_memory(PngImage* image, byte* memory, nuint size);

    [LibraryImport(Library)]
    public static partial int png_image_finish_read(
        PngImage* image, void* background, byte* buffer, int rowStride, void* colormap);

    [LibraryImport(Library)]
    public static partial int png_image_write_to_memory(
        PngImage* image, byte* memory, nuint* size, int convertTo8Bit, byte* buffer, int rowStride, void* colormap);

    [LibraryImport(Library)]
    public static partial void png_image_free(PngImage* image);
}
