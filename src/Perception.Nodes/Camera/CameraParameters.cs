using Perception.Capture;
using Ros2DotNet;

namespace Perception.Nodes.Camera;

/// <summary>What the camera node can be told.</summary>
[RosParameters]
internal sealed partial record CameraParameters
{
    [Parameter("a V4L2 device (/dev/video0), a video file, or the address of a stream (rtsp://...)", ReadOnly = true)]
    public string Source { get; init; } = "";

    [Parameter("width in pixels that is asked for; 0: the source's own, of a device 1280",
        Minimum = 0, Maximum = 16_384, ReadOnly = true)]
    public int Width { get; init; }

    [Parameter("height in pixels that is asked for; 0: the source's own, of a device 720",
        Minimum = 0, Maximum = 16_384, ReadOnly = true)]
    public int Height { get; init; }

    [Parameter("pictures a second that are asked for; 0: the source's own, of a device 30",
        Minimum = 0, Maximum = 1000, ReadOnly = true)]
    public double FrameRate { get; init; }

    [Parameter("how a device sends pictures; auto: MJPEG where it has that", ReadOnly = true)]
    public DeviceFormat PixelFormat { get; init; } = DeviceFormat.Auto;

    [Parameter("encoding of ~/out/image; native: as the source gives it, yuyv of many devices",
        Allowed = ["bgr8", "rgb8", "native"], ReadOnly = true)]
    public string Encoding { get; init; } = "bgr8";

    [Parameter("begin a video again after its end", ReadOnly = true)]
    public bool Loop { get; init; } = true;

    [Parameter("frame_id of the headers", ReadOnly = true)]
    public string FrameId { get; init; } = "camera_optical_frame";

    [Parameter("calibration in the YAML of camera_calibration; empty: camera_info says that it is not calibrated",
        ReadOnly = true)]
    public string CameraInfoPath { get; init; } = "";

    [Parameter("JPEG quality of ~/out/image/compressed where the source gives pixels; 0: no such topic",
        Minimum = 0, Maximum = 100, ReadOnly = true)]
    public int JpegQuality { get; init; } = 90;

    [Parameter("added to stamps, e.g. minus the delay of a stream",
        Minimum = -60_000, Maximum = 60_000, ReadOnly = true)]
    public double StampOffsetMs { get; init; }

    [Parameter("seconds without a picture after which the source counts as gone",
        Minimum = 0.1, Maximum = 3600, ReadOnly = true)]
    public double TimeoutS { get; init; } = 5;

    [Parameter("seconds from losing the source to the next attempt to open it",
        Minimum = 0.05, Maximum = 3600, ReadOnly = true)]
    public double ReopenPeriodS { get; init; } = 1;

    [Parameter("seconds without a picture after which diagnostics say so",
        Minimum = 0.1, Maximum = 3600, ReadOnly = true)]
    public double StaleAfterS { get; init; } = 2;

    public CameraRequest ToRequest() => new(Source)
    {
        Width = Width,
        Height = Height,
        FramesPerSecond = FrameRate,
        Format = PixelFormat,
        Timeout = TimeSpan.FromSeconds(TimeoutS),
    };
}
