using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Perception.Imaging;

/// <summary>
/// Depth in a sensor_msgs/CompressedImage as compressed_depth_image_transport sends it: a header of 12 bytes, then
/// levels of 16 bits as PNG or RVL. 16UC1 is its own levels; 32FC1 becomes levels of a / depth + b, whose steps grow
/// with the square of the distance, and both numbers stand in the header.
/// </summary>
public static class CompressedDepth
{
    // format (int32, 0 is inverse depth), then the two numbers of the quantization (float32 each).
    private const int HeaderBytes = 12;

    // Width and height (uint32 each) before the nibbles.
    private const int RvlHeaderBytes = 8;

    private const int LargestSide = 65535;
    private const long MostPixels = 1 << 26;

    // The transport's own default, and a range that roads need.
    private const float Quantization = 100;
    private const float MaximumMetres = 100;
    private const float LevelA = Quantization * (Quantization + 1);
    private const float LevelB = 1 - LevelA / MaximumMetres;

    /// <summary>Whether a message's format text says that it is one.</summary>
    public static bool Is(ReadOnlySpan<byte> format) => format.IndexOf("compressedDepth"u8) >= 0;

    /// <summary>The format text of messages made of an image.</summary>
    public static string FormatOf(PixelFormat format, DepthCompression compression) =>
        $"{ImageEncodings.ToRos(format)}; compressedDepth {(compression == DepthCompression.Rvl ? "rvl" : "png")}";

    /// <summary>A 16UC1 or 32FC1 image, as the format text says.</summary>
    /// <exception cref="ImageFormatException">The data are damaged or none of both.</exception>
    public static Image Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data)
    {
        if (data.Length <= HeaderBytes)
        {
            throw new ImageFormatException(
                $"{data.Length} bytes are too few for compressed depth, whose header has {HeaderBytes}");
        }

        var levels = format.IndexOf("rvl"u8) >= 0
            ? DecodeRvl(data[HeaderBytes..])
            : PngCodec.Decode(data[HeaderBytes..], PixelFormat.Depth16U);
        if (!format.StartsWith("32FC1"u8))
        {
            return levels;
        }

        using (levels)
        {
            return ToMetres(levels, BinaryPrimitives.ReadSingleLittleEndian(data[4..]),
                BinaryPrimitives.ReadSingleLittleEndian(data[8..]));
        }
    }

    /// <summary>Bytes that an image takes at most.</summary>
    public static int LargestSize(Image depth, DepthCompression compression) =>
        HeaderBytes + (compression == DepthCompression.Rvl
            ? RvlHeaderBytes + RvlCodec.LargestSize(depth.Width * depth.Height)
            : PngCodec.LargestSize(depth.Width, depth.Height, 2));

    /// <summary>
    /// Writes a 16UC1 or 32FC1 image in this machine's byte order and returns how many bytes it takes. What is 100 m
    /// away or more, or is no number above 0, becomes none.
    /// </summary>
    /// <exception cref="ImageFormatException">It is no depth.</exception>
    public static int Encode(Image depth, DepthCompression compression, Span<byte> data)
    {
        if (depth.Format is not (PixelFormat.Depth16U or PixelFormat.Depth32F))
        {
            throw new ImageFormatException(
                $"an image of {ImageEncodings.ToRos(depth.Format)} is not compressed as depth; 16UC1 and 32FC1 are");
        }

        var isFloat = depth.Format == PixelFormat.Depth32F;
        data[..HeaderBytes].Clear();
        BinaryPrimitives.WriteSingleLittleEndian(data[4..], isFloat ? LevelA : 0);
        BinaryPrimitives.WriteSingleLittleEndian(data[8..], isFloat ? LevelB : 0);
        using var levels = isFloat ? ToLevels(depth) : depth.AddReference();
        return HeaderBytes + (compression == DepthCompression.Rvl
            ? EncodeRvl(levels, data[HeaderBytes..])
            : PngCodec.Encode(levels, data[HeaderBytes..]));
    }

    private static Image DecodeRvl(ReadOnlySpan<byte> data)
    {
        if (data.Length < RvlHeaderBytes)
        {
            throw new ImageFormatException(
                $"{data.Length} bytes are too few for RVL, whose header has {RvlHeaderBytes}");
        }

        var width = BinaryPrimitives.ReadUInt32LittleEndian(data);
        var height = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        if (width is 0 or > LargestSide || height is 0 or > LargestSide || (long)width * height > MostPixels)
        {
            throw new ImageFormatException($"an RVL image of {width}x{height} pixels is not possible");
        }

        var image = Image.Rent((int)width, (int)height, PixelFormat.Depth16U);
        try
        {
            RvlCodec.Decode(data[RvlHeaderBytes..], MemoryMarshal.Cast<byte, ushort>(image.Bytes));
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static int EncodeRvl(Image levels, Span<byte> data)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(data, (uint)levels.Width);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], (uint)levels.Height);
        if (levels.Stride == 2 * levels.Width)
        {
            return RvlHeaderBytes +
                RvlCodec.Encode(MemoryMarshal.Cast<byte, ushort>(levels.Bytes), data[RvlHeaderBytes..]);
        }

        using var packed = Image.Rent(levels.Width, levels.Height, levels.Format);
        for (var y = 0; y < levels.Height; y++)
        {
            levels.Row(y).CopyTo(packed.Row(y));
        }

        return EncodeRvl(packed, data);
    }

    private static Image ToLevels(Image depth)
    {
        var levels = Image.Rent(depth.Width, depth.Height, PixelFormat.Depth16U);
        for (var y = 0; y < depth.Height; y++)
        {
            var from = MemoryMarshal.Cast<byte, float>(depth.Row(y));
            var to = MemoryMarshal.Cast<byte, ushort>(levels.Row(y));
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = from[x] is > 0 and < MaximumMetres
                    ? (ushort)Math.Min(LevelA / from[x] + LevelB, ushort.MaxValue)
                    : (ushort)0;
            }
        }

        return levels;
    }

    private static Image ToMetres(Image levels, float a, float b)
    {
        var metres = Image.Rent(levels.Width, levels.Height, PixelFormat.Depth32F);
        for (var y = 0; y < levels.Height; y++)
        {
            var from = MemoryMarshal.Cast<byte, ushort>(levels.Row(y));
            var to = MemoryMarshal.Cast<byte, float>(metres.Row(y));
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = from[x] == 0 ? float.NaN : a / (from[x] - b);
            }
        }

        return metres;
    }
}
