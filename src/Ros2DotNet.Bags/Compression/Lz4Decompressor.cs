using System.Runtime.InteropServices;
using Ros2DotNet.Bags.Compression.Native;

namespace Ros2DotNet.Bags.Compression;

/// <summary>LZ4 frames.</summary>
internal sealed unsafe class Lz4Decompressor : IDecompressor
{
    private nint _context;

    public Lz4Decompressor()
    {
        nint context;
        Check(Lz4.LZ4F_createDecompressionContext(&context, Lz4.Version));
        _context = context;
    }

    ~Lz4Decompressor() => Free();

    public int Decompress(ReadOnlySpan<byte> source, long claimedSize, ref byte[] destination, bool truncated)
    {
        Lz4.LZ4F_resetDecompressionContext(_context);
        var output = new GrowingOutput(claimedSize, source.Length, ref destination);
        fixed (byte* from = source)
        {
            nuint read = 0;
            while (true)
            {
                nuint taken = (nuint)source.Length - read, room = (nuint)output.Room, code;
                fixed (byte* to = destination)
                {
                    code = Lz4.LZ4F_decompress(_context, to + output.Length, &room, from + read, &taken, null);
                }

                if (Lz4.LZ4F_isError(code) != 0 && truncated)
                {
                    return output.Length;
                }

                Check(code);
                read += taken;
                output.Length += (int)room;
                if (code == 0)
                {
                    return output.Length;
                }

                if (output.Room == 0 && output.CanGrow)
                {
                    output.Grow(ref destination);
                }
                else if (taken == 0 && room == 0)
                {
                    return truncated && read == (nuint)source.Length ? output.Length : throw new CompressionException(
                        output.Room == 0
                            ? $"the lz4 frame holds more than the {claimedSize} bytes claimed"
                            : "the lz4 frame ends early");
                }
            }
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static void Check(nuint code)
    {
        if (Lz4.LZ4F_isError(code) != 0)
        {
            throw new CompressionException($"lz4: {Marshal.PtrToStringUTF8(Lz4.LZ4F_getErrorName(code))}");
        }
    }

    private void Free()
    {
        if (Interlocked.Exchange(ref _context, 0) is var context and not 0)
        {
            Lz4.LZ4F_freeDecompressionContext(context);
        }
    }
}
