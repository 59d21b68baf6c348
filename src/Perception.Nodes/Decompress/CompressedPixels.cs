using Perception.Imaging;

namespace Perception.Nodes.Decompress;

/// <summary>The pixels of a sensor_msgs/CompressedImage by its format text: <c>rgb8; jpeg compressed bgr8</c>, a bare
/// <c>png</c>, or <c>16UC1; compressedDepth rvl</c>.</summary>
internal static class CompressedPixels
{
    /// <param name="format">Of the message.</param>
    /// <param name="data">Of the message.</param>
    /// <param name="wanted">The encoding of the result; null for the one from before compression.</param>
    /// <exception cref="ImageFormatException">It cannot be decoded.</exception>
    public static Image Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data, PixelFormat? wanted)
    {
        if (CompressedDepth.Is(format))
        {
            return CompressedDepth.Decode(format, data);
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
}
