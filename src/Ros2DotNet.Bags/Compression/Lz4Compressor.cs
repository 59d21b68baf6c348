using System.Runtime.InteropServices;
using Ros2DotNet.Bags.Compression.Native;

namespace Ros2DotNet.Bags.Compression;

/// <summary>LZ4 frames of independent 4 MB blocks.</summary>
internal sealed unsafe class Lz4Compressor(int level) : ICompressor
{
    private const int FourMegabytes = 7;
    private const int Independent = 1;

    public int Compress(ReadOnlySpan<byte> source, ref byte[] destination)
    {
        var preferences = new Lz4.Preferences
        {
            BlockSizeId = FourMegabytes,
            BlockMode = Independent,
            ContentSize = (ulong)source.Length,
            CompressionLevel = level,
        };
        var bound = checked((int)Lz4.LZ4F_compressFrameBound((nuint)source.Length, &preferences));
        if (destination.Length < bound)
        {
            destination = GC.AllocateUninitializedArray<byte>(bound);
        }

        fixed (byte* from = source, to = destination)
        {
            var size = Lz4.LZ4F_compressFrame(to, (nuint)destination.Length, from, (nuint)source.Length, &preferences);
            return Lz4.LZ4F_isError(size) == 0
                ? (int)size
                : throw new CompressionException($"lz4: {Marshal.PtrToStringUTF8(Lz4.LZ4F_getErrorName(size))}");
        }
    }

    public void Dispose()
    {
        // Nothing is kept between frames.
    }
}
