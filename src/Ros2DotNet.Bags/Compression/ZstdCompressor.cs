using System.Runtime.InteropServices;
using Ros2DotNet.Bags.Compression.Native;

namespace Ros2DotNet.Bags.Compression;

/// <summary>Zstandard frames.</summary>
internal sealed unsafe class ZstdCompressor(int level) : ICompressor
{
    private nint _context = Zstd.ZSTD_createCCtx();

    ~ZstdCompressor() => Free();

    public int Compress(ReadOnlySpan<byte> source, ref byte[] destination)
    {
        var bound = checked((int)Zstd.ZSTD_compressBound((nuint)source.Length));
        if (destination.Length < bound)
        {
            destination = GC.AllocateUninitializedArray<byte>(bound);
        }

        fixed (byte* from = source, to = destination)
        {
            var size =
                Zstd.ZSTD_compressCCtx(_context, to, (nuint)destination.Length, from, (nuint)source.Length, level);
            return Zstd.ZSTD_isError(size) == 0
                ? (int)size
                : throw new CompressionException($"zstd: {Marshal.PtrToStringUTF8(Zstd.ZSTD_getErrorName(size))}");
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Interlocked.Exchange(ref _context, 0) is var context and not 0)
        {
            Zstd.ZSTD_freeCCtx(context);
        }
    }
}
