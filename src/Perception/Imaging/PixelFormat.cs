namespace Perception.Imaging;

/// <summary>How the bytes of an image are to be read.</summary>
public enum PixelFormat
{
    Rgb8,
    Bgr8,
    Rgba8,
    Bgra8,
    Mono8,
    Mono16,

    /// <summary>32FC1: depth in metres, NaN where there is none (REP 118).</summary>
    Depth32F,

    /// <summary>16UC1: depth in millimetres, 0 where there is none.</summary>
    Depth16U,

    /// <summary>YUV 4:2:2, bytes U Y V Y.</summary>
    Uyvy,

    /// <summary>YUV 4:2:2, bytes Y U Y V.</summary>
    Yuyv,

    /// <summary>YUV 4:2:0: a plane of Y, then one of interleaved U V at half size.</summary>
    Nv12,

    /// <summary>YUV 4:2:0: a plane of Y, then one of interleaved V U at half size.</summary>
    Nv21,

    /// <summary>YUV 4:4:4: a plane of Y, then one of interleaved U V at full size.</summary>
    Nv24,
    BayerRggb8,
    BayerBggr8,
    BayerGbrg8,
    BayerGrbg8,
    BayerRggb16,
    BayerBggr16,
    BayerGbrg16,
    BayerGrbg16,
}
