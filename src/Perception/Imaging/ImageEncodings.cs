using System.Text;

namespace Perception.Imaging;

/// <summary>The encodings of <c>sensor_msgs/Image</c> (REP 118, sensor_msgs/image_encodings) and their bytes.</summary>
public static class ImageEncodings
{
    // Aliases follow the first name of their format.
    private static readonly (string Name, byte[] Utf8, PixelFormat Format)[] Known = new (string, PixelFormat)[]
    {
        ("rgb8", PixelFormat.Rgb8),
        ("bgr8", PixelFormat.Bgr8),
        ("8UC3", PixelFormat.Bgr8),
        ("rgba8", PixelFormat.Rgba8),
        ("bgra8", PixelFormat.Bgra8),
        ("8UC4", PixelFormat.Bgra8),
        ("mono8", PixelFormat.Mono8),
        ("8UC1", PixelFormat.Mono8),
        ("mono16", PixelFormat.Mono16),
        ("16UC1", PixelFormat.Depth16U),
        ("32FC1", PixelFormat.Depth32F),
        ("uyvy", PixelFormat.Uyvy),
        ("yuv422", PixelFormat.Uyvy),
        ("yuyv", PixelFormat.Yuyv),
        ("yuv422_yuy2", PixelFormat.Yuyv),
        ("nv12", PixelFormat.Nv12),
        ("nv21", PixelFormat.Nv21),
        ("nv24", PixelFormat.Nv24),
        ("bayer_rggb8", PixelFormat.BayerRggb8),
        ("bayer_bggr8", PixelFormat.BayerBggr8),
        ("bayer_gbrg8", PixelFormat.BayerGbrg8),
        ("bayer_grbg8", PixelFormat.BayerGrbg8),
        ("bayer_rggb16", PixelFormat.BayerRggb16),
        ("bayer_bggr16", PixelFormat.BayerBggr16),
        ("bayer_gbrg16", PixelFormat.BayerGbrg16),
        ("bayer_grbg16", PixelFormat.BayerGrbg16),
    }.Select(entry => (entry.Item1, Encoding.UTF8.GetBytes(entry.Item1), entry.Item2)).ToArray();

    /// <summary>The names that are understood, for messages to users.</summary>
    public static string Allowed { get; } = string.Join(", ", Known.Select(entry => entry.Name));

    /// <summary>Finds the format of an encoding without allocating.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out PixelFormat format)
    {
        foreach (var entry in Known)
        {
            if (utf8.SequenceEqual(entry.Utf8))
            {
                format = entry.Format;
                return true;
            }
        }

        format = default;
        return false;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out PixelFormat)"/>
    public static bool TryParse(string encoding, out PixelFormat format) =>
        TryParse(Encoding.UTF8.GetBytes(encoding), out format);

    /// <summary>Finds the format of an encoding.</summary>
    /// <exception cref="ImageFormatException">It is unknown; lists those that are known.</exception>
    public static PixelFormat Parse(ReadOnlySpan<byte> utf8) => TryParse(utf8, out var format)
        ? format
        : throw new ImageFormatException(
            $"the image encoding '{Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 64)])}' is unknown; allowed " +
            $"are {Allowed}");

    /// <summary>The encoding that ROS gives a format.</summary>
    public static string ToRos(PixelFormat format)
    {
        foreach (var entry in Known)
        {
            if (entry.Format == format)
            {
                return entry.Name;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(format));
    }

    /// <summary>Bytes of one pixel in a row; for formats of two planes those of the Y plane.</summary>
    public static int BytesPerPixel(PixelFormat format) => format switch
    {
        PixelFormat.Rgb8 or PixelFormat.Bgr8 => 3,
        PixelFormat.Rgba8 or PixelFormat.Bgra8 or PixelFormat.Depth32F => 4,
        PixelFormat.Mono16 or PixelFormat.Depth16U or PixelFormat.Uyvy or PixelFormat.Yuyv => 2,
        PixelFormat.BayerRggb16 or PixelFormat.BayerBggr16 or PixelFormat.BayerGbrg16 or PixelFormat.BayerGrbg16 => 2,
        _ => 1,
    };

    /// <summary>Whether a value is more than a byte, so that the order of its bytes counts.</summary>
    internal static bool HasWideValues(PixelFormat format) =>
        format is PixelFormat.Mono16 or PixelFormat.Depth16U or PixelFormat.Depth32F or PixelFormat.BayerRggb16 or
            PixelFormat.BayerBggr16 or PixelFormat.BayerGbrg16 or PixelFormat.BayerGrbg16;

    /// <summary>Rows of memory for an image of that many rows.</summary>
    public static int MemoryRows(PixelFormat format, int height) => format switch
    {
        PixelFormat.Nv12 or PixelFormat.Nv21 => height + (height + 1) / 2,
        PixelFormat.Nv24 => 3 * height,
        _ => height,
    };
}
