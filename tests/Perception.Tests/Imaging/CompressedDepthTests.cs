using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perception.Imaging;

namespace Perception.Tests.Imaging;

public class CompressedDepthTests
{
    // By hand after the paper: no zeros (0), three pixels (3), then differences 500, -1 and 0 as 1000, 1 and 0, three
    // bits to a nibble, the lowest first, 8 where more follow: 0 3 | 8 D F 1 | 1 | 0. Then two pixels of nothing and
    // none after them (2, 0), filled up with zeros.
    private static readonly ushort[] Pixels = [500, 499, 499, 0, 0];
    private static readonly byte[] Rvl = [0x10, 0xF1, 0x8D, 0x03, 0x00, 0x00, 0x00, 0x20];

    [Fact]
    public void Pixels_are_packed_as_the_paper_has_it()
    {
        var written = new byte[RvlCodec.LargestSize(Pixels.Length)];
        Assert.Equal(Rvl, written[..RvlCodec.Encode(Pixels, written)]);
        var read = new ushort[Pixels.Length];
        RvlCodec.Decode(Rvl, read);
        Assert.Equal(Pixels, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_packed_comes_back_and_fits_where_it_is_said_to(int kind)
    {
        var random = new Random(kind);
        var pixels = Enumerable.Range(0, 641 * 7).Select(i => kind switch
        {
            0 => (ushort)(i % 2 * 65535),
            1 => (ushort)(random.Next(3) == 0 ? 0 : random.Next(65536)),
            _ => (ushort)(i / 641 % 2 == 0 ? 0 : 1000 + i % 641 / 3),
        }).ToArray();
        var bytes = new byte[RvlCodec.LargestSize(pixels.Length)];
        var length = RvlCodec.Encode(pixels, bytes);
        var read = new ushort[pixels.Length];
        RvlCodec.Decode(bytes.AsSpan(0, length), read);
        Assert.Equal(pixels, read);
        Assert.Throws<ImageFormatException>(() => RvlCodec.Decode(bytes.AsSpan(0, length - 4), read));
        Assert.Throws<ImageFormatException>(
            () => RvlCodec.Decode(bytes.AsSpan(0, length), new ushort[pixels.Length + 9]));
    }

    [Fact]
    public void Bytes_of_any_kind_are_pixels_or_one_sentence()
    {
        var random = new Random(7);
        var bytes = new byte[64];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            bytes.AsSpan(12, 8).Clear();
            (bytes[12], bytes[16]) = ((byte)random.Next(20), (byte)random.Next(20));
            try
            {
                CompressedDepth.Decode("16UC1; compressedDepth rvl"u8, bytes).Dispose();
            }
            catch (ImageFormatException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Theory]
    [InlineData(DepthCompression.Png, PixelFormat.Depth16U)]
    [InlineData(DepthCompression.Rvl, PixelFormat.Depth16U)]
    [InlineData(DepthCompression.Png, PixelFormat.Depth32F)]
    [InlineData(DepthCompression.Rvl, PixelFormat.Depth32F)]
    public void Depth_comes_back_from_either_packing(DepthCompression compression, PixelFormat format)
    {
        using var depth = Image.Rent(37, 11, format);
        for (var i = 0; i < 37 * 11; i++)
        {
            if (format == PixelFormat.Depth16U) MemoryMarshal.Cast<byte, ushort>(depth.Bytes)[i] = (ushort)(i % 5 * i);
            else MemoryMarshal.Cast<byte, float>(depth.Bytes)[i] = i % 5 == 0 ? float.NaN : 0.2f * i;
        }

        var data = new byte[CompressedDepth.LargestSize(depth, compression)];
        var length = CompressedDepth.Encode(depth, compression, data);
        var text = System.Text.Encoding.UTF8.GetBytes(CompressedDepth.FormatOf(format, compression));
        Assert.True(CompressedDepth.Is(text));
        using var read = CompressedDepth.Decode(text, data.AsSpan(0, length));
        Assert.Equal((37, 11, format), (read.Width, read.Height, read.Format));
        if (format == PixelFormat.Depth16U)
        {
            Assert.Equal(depth.Bytes.ToArray(), read.Bytes.ToArray());
            return;
        }

        // Quantization 100 up to 100 m: a = 100 * 101, b = 1 - a / 100; a level is d * d / a metres wide.
        Assert.Equal((0, 10100f, -100f), (BinaryPrimitives.ReadInt32LittleEndian(data),
            BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(4)),
            BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(8))));
        var before = MemoryMarshal.Cast<byte, float>(depth.Bytes);
        var after = MemoryMarshal.Cast<byte, float>(read.Bytes);
        for (var i = 0; i < before.Length; i++)
        {
            if (float.IsNaN(before[i])) Assert.True(float.IsNaN(after[i]));
            else Assert.InRange(after[i] - before[i], -1e-4, 1.1 * before[i] * before[i] / 10100 + 1e-4);
        }
    }

    [Fact]
    public void Packing_and_unpacking_allocate_nothing_managed()
    {
        using var depth = Image.Rent(64, 48, PixelFormat.Depth32F);
        MemoryMarshal.Cast<byte, float>(depth.Bytes).Fill(12);
        foreach (var compression in (DepthCompression[])[DepthCompression.Png, DepthCompression.Rvl])
        {
            var data = new byte[CompressedDepth.LargestSize(depth, compression)];
            var text = System.Text.Encoding.UTF8.GetBytes(CompressedDepth.FormatOf(depth.Format, compression));
            SteadyState.AllocatesNothing(() =>
            {
                var size = CompressedDepth.Encode(depth, compression, data);
                CompressedDepth.Decode(text, data.AsSpan(0, size)).Dispose();
            });
        }
    }
}
