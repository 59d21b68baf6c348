using System.Diagnostics;
using System.Globalization;
using Perception.Capture.Native;
using Perception.Imaging;
using Api = Perception.Capture.V4l2.Native.V4l2;

namespace Perception.Capture.V4l2;

/// <summary>A V4L2 camera that streams YUYV or MJPEG into buffers mapped from the driver. Full buffers are handed out
/// in their order, each where it lies; it goes back when the next is asked for.</summary>
internal sealed unsafe class V4l2Source : ICameraSource
{
    private const uint Buffers = 4;
    private const int InvalidArgument = 22;

    private readonly CameraRequest _request;
    private readonly V4l2Handle _device;
    private readonly List<(nint Memory, uint Length)> _maps = [];
    private readonly Api.Format _format;
    private Api.Buffer _held;
    private bool _holds;
    private Image? _image;
    private long _lastFrameAt = Stopwatch.GetTimestamp();
    private long _nextSequence = -1;

    private V4l2Source(CameraRequest request)
    {
        _request = request;
        _device = V4l2Handle.Open(request.Source);
        try
        {
            CheckCapabilities();
            _format = Negotiate();
            (Width, Height) = ((int)_format.Width, (int)_format.Height);
            FramesPerSecond = NegotiateRate();
            MapBuffers();
            var type = (int)Api.VideoCapture;
            _device.Control(Api.StreamOn, ref type, "to stream");
        }
        catch
        {
            Dispose();
            throw;
        }

        var name = IsMjpeg ? "MJPEG" : "YUYV";
        Description = string.Create(
            CultureInfo.InvariantCulture, $"{name} {Width}x{Height} at {FramesPerSecond:F2} Hz");
    }

    public string Description { get; }

    public int Width { get; }

    public int Height { get; }

    public double FramesPerSecond { get; }

    public long Lost { get; private set; }

    private bool IsMjpeg => _format.PixelFormat == Api.FormatMjpeg;

    public static V4l2Source Open(CameraRequest request) => new(request);

    public CaptureStatus Read(TimeSpan patience, out CapturedFrame frame)
    {
        GiveBack();
        frame = new CapturedFrame { CapturedAt = 0 };
        if (!_device.WaitForFrame((int)patience.TotalMilliseconds))
        {
            return Stopwatch.GetElapsedTime(_lastFrameAt) > _request.Timeout
                ? throw new CameraException(
                    $"the camera {_request.Name} is gone: no picture for {_request.Timeout.TotalSeconds:F0} s")
                : CaptureStatus.Nothing;
        }

        _held = NewBuffer(0);
        if (!_device.TryControl(Api.DequeueBuffer, ref _held, "to give a picture"))
        {
            return CaptureStatus.Nothing;
        }

        _holds = true;
        _lastFrameAt = Stopwatch.GetTimestamp();
        CountLost(_held.Sequence);
        if ((_held.Flags & Api.BufferIsBroken) != 0 || _held.BytesUsed == 0)
        {
            Lost++;
            return CaptureStatus.Nothing;
        }

        var (memory, length) = _maps[(int)_held.Index];
        var bytes = (int)Math.Min(_held.BytesUsed, length);
        if (IsMjpeg)
        {
            frame = new CapturedFrame
            {
                Jpeg = new ReadOnlySpan<byte>((void*)memory, bytes),
                CapturedAt = CapturedAt()
            };
            return CaptureStatus.Frame;
        }

        var step = (int)Math.Max(_format.BytesPerLine, 2 * _format.Width);
        if (bytes < (long)step * (Height - 1) + 2L * Width)
        {
            Lost++;
            return CaptureStatus.Nothing;
        }

        _image = Image.Wrap(memory, bytes, Width, Height, step, PixelFormat.Yuyv, bigEndian: false, owner: null);
        frame = new CapturedFrame { Pixels = _image, CapturedAt = CapturedAt() };
        return CaptureStatus.Frame;
    }

    public void Dispose()
    {
        _image?.Dispose();
        _image = null;

        // Closing the device ends the stream and takes its buffers back.
        foreach (var (memory, length) in _maps)
        {
            _ = LibC.munmap((void*)memory, length);
        }

        _maps.Clear();
        _device.Dispose();
    }

    private static Api.Buffer NewBuffer(uint index) =>
        new() { Index = index, Type = Api.VideoCapture, Memory = Api.MemoryMap };

    private void CheckCapabilities()
    {
        var capability = default(Api.Capability);
        _device.Control(Api.QueryCapability, ref capability, "to say what it is");
        var can = (capability.Capabilities & Api.CapabilityDeviceCapabilities) != 0
            ? capability.DeviceCapabilities
            : capability.Capabilities;
        if ((can & Api.CapabilityVideoCapture) == 0 || (can & Api.CapabilityStreaming) == 0)
        {
            throw new CameraException($"{_request.Name} is no camera that streams pictures");
        }
    }

    private Api.Format Negotiate()
    {
        var (yuyv, mjpeg) = (false, false);
        for (var index = 0u; ; index++)
        {
            var description = new Api.FormatDescription { Index = index, Type = Api.VideoCapture };
            if (!_device.TryControl(Api.EnumerateFormats, ref description, "to list its formats", InvalidArgument))
            {
                break;
            }
            yuyv |= description.PixelFormat == Api.FormatYuyv;
            mjpeg |= description.PixelFormat == Api.FormatMjpeg;
        }

        var wanted = _request.Format switch
        {
            DeviceFormat.Yuyv => Api.FormatYuyv,
            DeviceFormat.Mjpeg => Api.FormatMjpeg,
            _ => mjpeg ? Api.FormatMjpeg : Api.FormatYuyv,
        };
        if (!(wanted == Api.FormatYuyv ? yuyv : mjpeg))
        {
            throw new CameraException(
                $"the camera {_request.Name} has no {(wanted == Api.FormatYuyv ? "YUYV" : "MJPEG")}" +
                (yuyv || mjpeg ? $", only {(yuyv ? "YUYV" : "MJPEG")}" : ", and no other format that is read"));
        }

        var format = new Api.Format
        {
            Type = Api.VideoCapture,
            Width = (uint)(_request.Width > 0 ? _request.Width : 1280),
            Height = (uint)(_request.Height > 0 ? _request.Height : 720),
            PixelFormat = wanted,
        };
        _device.Control(Api.SetFormat, ref format, $"{format.Width}x{format.Height}");
        return format.PixelFormat == wanted && format is { Width: > 0 and <= 65_535, Height: > 0 and <= 65_535 }
            ? format
            : throw new CameraException($"the camera {_request.Name} takes no format that is read");
    }

    private double NegotiateRate()
    {
        var hertz = _request.FramesPerSecond > 0 ? _request.FramesPerSecond : 30;
        var parameters = new Api.StreamParameters
        {
            Type = Api.VideoCapture,
            Numerator = 1000,
            Denominator = (uint)Math.Round(1000 * hertz),
        };

        // Some drivers have no rate to set.
        return _device.TryControl(Api.SetParameters, ref parameters, "its rate", InvalidArgument) &&
            parameters.Numerator > 0 ? (double)parameters.Denominator / parameters.Numerator : 0;
    }

    private void MapBuffers()
    {
        var request = new Api.BufferRequest { Count = Buffers, Type = Api.VideoCapture, Memory = Api.MemoryMap };
        _device.Control(Api.RequestBuffers, ref request, "buffers to be mapped");
        for (var index = 0u; index < request.Count; index++)
        {
            var buffer = NewBuffer(index);
            _device.Control(Api.QueryBuffer, ref buffer, "to tell of a buffer");
            _maps.Add((_device.Map(buffer.Offset, buffer.Length), buffer.Length));
            _device.Control(Api.QueueBuffer, ref buffer, "a buffer");
        }
    }

    private void GiveBack()
    {
        _image?.Dispose();
        _image = null;
        if (!_holds) return;
        _holds = false;
        var buffer = NewBuffer(_held.Index);
        _device.Control(Api.QueueBuffer, ref buffer, "a buffer");
    }

    private void CountLost(uint sequence)
    {
        if (_nextSequence >= 0 && sequence > _nextSequence) Lost += sequence - _nextSequence;
        _nextSequence = sequence + 1L;
    }

    // Drivers stamp by CLOCK_MONOTONIC, some by nothing that is known.
    private long CapturedAt()
    {
        if ((_held.Flags & Api.BufferClockMask) != Api.BufferClockMonotonic)
        {
            return _lastFrameAt;
        }

        var ageNs = LibC.MonotonicNs() - (_held.Seconds * 1_000_000_000L + _held.Microseconds * 1000);
        return ageNs < 0 ? _lastFrameAt : _lastFrameAt - (long)(ageNs * 1e-9 * Stopwatch.Frequency);
    }
}
