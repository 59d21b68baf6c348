namespace Perception.Capture;

/// <summary>How a device sends pictures.</summary>
public enum DeviceFormat
{
    /// <summary>MJPEG where it has that, since raw pictures of full size rarely fit a bus at full rate.</summary>
    Auto,

    Yuyv,

    Mjpeg,
}
