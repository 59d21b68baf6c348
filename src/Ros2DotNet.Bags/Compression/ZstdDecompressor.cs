using System.Runtime.InteropServices;
using Ros2DotNet.Bags.Compression.Native;

namespace Ros2DotNet.Bags.Compression;

/// <summary>Zstandard frames.</summary>
internal sealed unsafe class ZstdDecompressor : IDecompressor
{
    private const int ResetSession = 1;
    private nint _context = Zstd.ZSTD_createDCtx();

    ~ZstdDecompressor() => Free();

    /// <summary>What a frame says its content's size is; -1 where it does not.</summary>
    public static long ContentSize(ReadOnlySpan<byte> source)
    {
        fixed (byte* from = source)
        {
            return Zstd.ZSTD_getFrameContentSize(from, (nuint)source.Length) switch
            {
                Zstd.ContentSizeError => throw new CompressionException("zstd: no frame starts here"),
                > long.MaxValue => -1,
                var size => (long)size,
            };
        }
    }

    public int Decompress(ReadOnlySpan<byte> source, long claimedSize, ref byte[] destination, bool truncated)
    {
        var output = new GrowingOutput(claimedSize, source.Length, ref destination);
        if (!truncated && claimedSize >= 0 && output.Room == claimedSize)
        {
            // The usual case; without streaming no window has to be allocated and filled.
            fixed (byte* from = source, to = destination)
            {
                return (int)Check(
                    Zstd.ZSTD_decompressDCtx(_context, to, (nuint)output.Room, from, (nuint)source.Length));
            }
        }

        Check(Zstd.ZSTD_DCtx_reset(_context, ResetSession));
        fixed (byte* from = source)
        {
            var input = new Zstd.Buffer { Start = from, Size = (nuint)source.Length };
            while (true)
            {
                nuint code;
                var before = (output.Length, input.Position);
                fixed (byte* to = destination)
                {
                    var room = new Zstd.Buffer { Start = to + output.Length, Size = (nuint)output.Room };
                    code = Zstd.ZSTD_decompressStream(_context, &room, &input);
                    output.Length += (int)room.Position;
                }

                if (Zstd.ZSTD_isError(code) != 0 && truncated)
                {
                    return output.Length;
                }

                Check(code);
                if (code == 0 && input.Position == input.Size)
                {
                    return output.Length;
                }

                if (output.Room == 0 && output.CanGrow)
                {
                    output.Grow(ref destination);
                }
                else if (before == (output.Length, input.Position))
                {
                    return truncated ? output.Length : throw new CompressionException(
                        output.Room == 0
                            ? $"the zstd frame holds more than the {claimedSize} bytes claimed"
                            : "the zstd frame ends early");
                }
            }
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static nuint Check(nuint code) =>
        Zstd.ZSTD_isError(code) == 0
            ? code
            : throw new CompressionException($"zstd: {Marshal.PtrToStringUTF8(Zstd.ZSTD_getErrorName(code))}");

    private void Free()
    {
        if (Interlocked.Exchange(ref _context, 0) is var context and not 0)
        {
            Zstd.ZSTD_freeDCtx(context);
        }
    }
}
