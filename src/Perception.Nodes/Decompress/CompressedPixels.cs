using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Perception.Imaging;

namespace Perception.Nodes.Decompress;

/// <summary>The pixels of a sensor_msgs/CompressedImage by its format text: <c>rgb8; jpeg compressed bgr8</c>, a bare
/// <c>png</c>, or <c>16UC1; compressedDepth png</c>.</summary>
internal static class CompressedPixels
{
    // format (int32), then the two numbers of the inverse depth's quantization (float32 each).
    private const int DepthHeaderBytes = 12;

    /// <param name="format">Of the message.</param>
    /// <param name="data">Of the message.</param>
    /// <param name="wanted">The encoding of the result; null for the one from before compression.</param>
    /// <exception cref="ImageFormatException">It cannot be decoded.</exception>
    public static Image Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, PixelFormat? wanted)
    {
        if (format.IndexOf("compressedDepth"u8) >= 0)
        {
            return DecodeDepth(format, data);
        }

        var source = Source(format);
        if (source is PixelFormat.Depth16U or PixelFormat.Mono16 && wanted is null)
        {
            return PngCodec.Decode(data, source.Value);
        }

        return ImageFile.Decode(data, wanted ?? source switch
        {
            PixelFormat.Rgb8 or PixelFormat.Rgba8 => PixelFormat.Rgb8,
            PixelFormat.Mono8 => PixelFormat.Mono8,
            _ => PixelFormat.Bgr8,
        });
    }

    // What stands before the semicolon; a bare "jpeg" says nothing about it.
    private static PixelFormat? Source(ReadOnlySpan<byte> format)
    {
        var end = format.IndexOf((byte)';');
        return end > 0 && ImageEncodings.TryParse(format[..end].Trim((byte)' '), out var source) ? source : null;
    }

    private static Image DecodeDepth(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data)
    {
        if (format.IndexOf("rvl"u8) >= 0)
        {
            throw new ImageFormatException("depth compressed as RVL is not read; PNG is");
        }

        if (data.Length < DepthHeaderBytes)
        {
            throw new ImageFormatException(
                $"{data.Length} bytes are too few for compressed depth, which begins with {DepthHeaderBytes}");
        }

        var levels = PngCodec.Decode(data[DepthHeaderBytes..], PixelFormat.Depth16U);
        if (Source(format) != PixelFormat.Depth32F)
        {
            return levels;
        }

        using (levels)
        {
            return Dequantize(levels, BinaryPrimitives.ReadSingleLittleEndian(data[4..]),
                BinaryPrimitives.ReadSingleLittleEndian(data[8..]));
        }
    }

    // compressed_depth_image_transport quantizes a / depth + b; 0 is no depth.
    private static Image Dequantize(Image levels, float a, float b)
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
