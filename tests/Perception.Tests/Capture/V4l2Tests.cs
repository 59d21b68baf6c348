using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Perception.Capture;
using Api = Perception.Capture.V4l2.Native.V4l2;

namespace Perception.Tests.Capture;

/// <summary>No camera is needed: what the kernel expects is in its header.</summary>
public class V4l2Tests
{
    private static readonly Dictionary<string, long> Ours = new()
    {
        ["sizeof v4l2_capability"] = Unsafe.SizeOf<Api.Capability>(),
        ["offset v4l2_capability.capabilities"] = At<Api.Capability>(nameof(Api.Capability.Capabilities)),
        ["offset v4l2_capability.device_caps"] = At<Api.Capability>(nameof(Api.Capability.DeviceCapabilities)),
        ["sizeof v4l2_fmtdesc"] = Unsafe.SizeOf<Api.FormatDescription>(),
        ["offset v4l2_fmtdesc.pixelformat"] = At<Api.FormatDescription>(nameof(Api.FormatDescription.PixelFormat)),
        ["sizeof v4l2_format"] = Unsafe.SizeOf<Api.Format>(),
        ["offset v4l2_format.fmt.pix.width"] = At<Api.Format>(nameof(Api.Format.Width)),
        ["offset v4l2_format.fmt.pix.height"] = At<Api.Format>(nameof(Api.Format.Height)),
        ["offset v4l2_format.fmt.pix.pixelformat"] = At<Api.Format>(nameof(Api.Format.PixelFormat)),
        ["offset v4l2_format.fmt.pix.bytesperline"] = At<Api.Format>(nameof(Api.Format.BytesPerLine)),
        ["offset v4l2_format.fmt.pix.sizeimage"] = At<Api.Format>(nameof(Api.Format.ImageBytes)),
        ["sizeof v4l2_requestbuffers"] = Unsafe.SizeOf<Api.BufferRequest>(),
        ["offset v4l2_requestbuffers.memory"] = At<Api.BufferRequest>(nameof(Api.BufferRequest.Memory)),
        ["sizeof v4l2_buffer"] = Unsafe.SizeOf<Api.Buffer>(),
        ["offset v4l2_buffer.bytesused"] = At<Api.Buffer>(nameof(Api.Buffer.BytesUsed)),
        ["offset v4l2_buffer.flags"] = At<Api.Buffer>(nameof(Api.Buffer.Flags)),
        ["offset v4l2_buffer.timestamp.tv_sec"] = At<Api.Buffer>(nameof(Api.Buffer.Seconds)),
        ["offset v4l2_buffer.timestamp.tv_usec"] = At<Api.Buffer>(nameof(Api.Buffer.Microseconds)),
        ["offset v4l2_buffer.sequence"] = At<Api.Buffer>(nameof(Api.Buffer.Sequence)),
        ["offset v4l2_buffer.memory"] = At<Api.Buffer>(nameof(Api.Buffer.Memory)),
        ["offset v4l2_buffer.m.offset"] = At<Api.Buffer>(nameof(Api.Buffer.Offset)),
        ["offset v4l2_buffer.length"] = At<Api.Buffer>(nameof(Api.Buffer.Length)),
        ["sizeof v4l2_streamparm"] = Unsafe.SizeOf<Api.StreamParameters>(),
        ["offset v4l2_streamparm.parm.capture.timeperframe.numerator"] =
            At<Api.StreamParameters>(nameof(Api.StreamParameters.Numerator)),
        ["offset v4l2_streamparm.parm.capture.timeperframe.denominator"] =
            At<Api.StreamParameters>(nameof(Api.StreamParameters.Denominator)),
        ["value VIDIOC_QUERYCAP"] = (long)Api.QueryCapability,
        ["value VIDIOC_ENUM_FMT"] = (long)Api.EnumerateFormats,
        ["value VIDIOC_S_FMT"] = (long)Api.SetFormat,
        ["value VIDIOC_REQBUFS"] = (long)Api.RequestBuffers,
        ["value VIDIOC_QUERYBUF"] = (long)Api.QueryBuffer,
        ["value VIDIOC_QBUF"] = (long)Api.QueueBuffer,
        ["value VIDIOC_DQBUF"] = (long)Api.DequeueBuffer,
        ["value VIDIOC_STREAMON"] = (long)Api.StreamOn,
        ["value VIDIOC_STREAMOFF"] = (long)Api.StreamOff,
        ["value VIDIOC_S_PARM"] = (long)Api.SetParameters,
        ["value V4L2_BUF_TYPE_VIDEO_CAPTURE"] = Api.VideoCapture,
        ["value V4L2_MEMORY_MMAP"] = Api.MemoryMap,
        ["value V4L2_CAP_VIDEO_CAPTURE"] = Api.CapabilityVideoCapture,
        ["value V4L2_CAP_STREAMING"] = Api.CapabilityStreaming,
        ["value V4L2_CAP_DEVICE_CAPS"] = Api.CapabilityDeviceCapabilities,
        ["value V4L2_PIX_FMT_YUYV"] = Api.FormatYuyv,
        ["value V4L2_PIX_FMT_MJPEG"] = Api.FormatMjpeg,
        ["value V4L2_BUF_FLAG_ERROR"] = Api.BufferIsBroken,
        ["value V4L2_BUF_FLAG_TIMESTAMP_MASK"] = Api.BufferClockMask,
        ["value V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC"] = Api.BufferClockMonotonic,
    };

    [SkippableFact]
    public void Structures_and_requests_are_those_of_the_kernels_header()
    {
        Skip.IfNot(File.Exists("/usr/include/linux/videodev2.h") && File.Exists("/usr/bin/gcc"),
            "needs gcc and linux-libc-dev");
        using var folder = new TemporaryFolder();
        var source = Path.Combine(Workspace.Root, "tests", "Perception.Tests", "Reference", "v4l2.c");
        Run("/usr/bin/gcc", "-o", folder["v4l2"], source);
        var kernels = Run(folder["v4l2"]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(line => line[..line.LastIndexOf(' ')],
            line => long.Parse(line[(line.LastIndexOf(' ') + 1)..]));
        Assert.Equal(kernels.OrderBy(pair => pair.Key), Ours.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void A_device_that_is_not_there_is_one_sentence()
    {
        var e = Assert.Throws<CameraException>(() => CameraSource.Open(new CameraRequest("/dev/video-nowhere")));
        Assert.Equal("the camera /dev/video-nowhere cannot be opened: No such file or directory", e.Message);
    }

    [Fact]
    public void A_device_that_is_no_camera_is_one_sentence()
    {
        var e = Assert.Throws<CameraException>(() => CameraSource.Open(new CameraRequest("/dev/null")));
        Assert.StartsWith("the camera /dev/null refuses to say what it is: ", e.Message);
    }

    private static long At<T>(string field) => (long)Marshal.OffsetOf<T>(field);

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
