using Microsoft.Extensions.Logging;
using Perception.Capture;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Nodes.Calibration;
using Perception.Nodes.Diagnostics;
using Perception.Nodes.Stages;
using Perception.Pipelines;
using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;

namespace Perception.Nodes.Camera;

/// <summary>A camera, video or stream as image, JPEG and camera_info, stamped when each picture was taken. A source
/// that vanishes is told on <c>/diagnostics</c> and opened again when it is back.</summary>
internal sealed class CameraNode : IPerceptionNode, IStageCounters
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DiagnosticsPeriod = TimeSpan.FromSeconds(1);

    private readonly Node _node;
    private readonly CameraParameters _parameters;
    private readonly CameraRequest _request;
    private readonly CaptureClock _clock;
    private readonly ImageOutput _image;
    private readonly Publisher<CameraInfo> _info;
    private readonly CameraInfo _infoMessage = new();
    private readonly CameraValues? _calibration;
    private readonly NodeFailure _failure;
    private readonly BadFrames _bad;
    private readonly RateMeter _rate = new();
    private readonly CameraState _state;
    private readonly CameraDiagnostics _diagnostics;
    private readonly CancellationTokenSource _stop = new();
    private readonly StageThread _capture;
    private readonly RosTimer _report;
    private (int Width, int Height) _infoOf;
    private long _allocated;

    public CameraNode(Node node)
        : this(node, CameraParameters.Declare(node.Parameters))
    {
    }

    private CameraNode(Node node, CameraParameters parameters)
    {
        node.Parameters.RejectUnknown();
        (_node, _parameters, _request) = (node, parameters, parameters.ToRequest());
        if (CameraSource.FindProblem(_request) is { } problem) throw new CameraException(problem);
        _calibration = parameters.CameraInfoPath.Length > 0 ? CalibrationFile.Load(parameters.CameraInfoPath) : null;
        _clock = new CaptureClock(node, parameters.StampOffsetMs);
        _failure = new NodeFailure(node.Logger);
        _bad = new BadFrames(node.Logger);
        _image = new ImageOutput(node, "~/out/image", parameters.JpegQuality);
        _info = node.CreatePublisher<CameraInfo>("~/out/camera_info", QosProfile.Default with { Depth = 1 });
        _state = new CameraState();
        _diagnostics = new CameraDiagnostics(node, parameters, _request, _state, _rate, _bad);
        _capture = new StageThread($"{node.Name}/capture", Capture, _failure.Tell);
        _report = node.CreateWallTimer(DiagnosticsPeriod, _diagnostics.Publish);
    }

    public Exception? Failure => _failure.Exception;

    public event Action? Failed
    {
        add => _failure.Happened += value;
        remove => _failure.Happened -= value;
    }

    public long AllocatedBytes => Volatile.Read(ref _allocated);

    public long Received => _rate.Count + _bad.Count;

    public long Published => _rate.Count;

    public long Bad => _bad.Count;

    public long Dropped => _state.Lost;

    public string LastError => _bad.LastError;

    public bool IsSubscribed => _state.IsOpen;

    public void Dispose()
    {
        _report.Dispose();
        _stop.Cancel();
        _capture.Join();
        _diagnostics.Dispose();
        _image.Dispose();
        _info.Dispose();
        _node.Dispose();
        _stop.Dispose();
    }

    private void Capture()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Play();
                if (_stop.IsCancellationRequested || _parameters.Loop) continue;
                _state.End();
                _node.Logger.LogInformation("{Source} has ended", _request.Name);
                return;
            }
            catch (CameraException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (CameraException e)
            {
                _state.Lose(e.Message);
                _node.Logger.LogWarning("{Reason}; trying again every {Seconds} s", e.Message,
                    _parameters.ReopenPeriodS);
                _stop.Token.WaitHandle.WaitOne(TimeSpan.FromSeconds(_parameters.ReopenPeriodS));
            }
        }
    }

    private void Play()
    {
        using var source = CameraSource.Open(_request, _stop.Token);
        _state.Open(source, CalibrationProblem(source));
        _node.Logger.LogInformation("{Source}: {Description}", _request.Name, source.Description);
        while (!_stop.IsCancellationRequested)
        {
            var status = source.Read(ReadPatience, out var frame);
            if (status == CaptureStatus.End) return;
            if (status == CaptureStatus.Frame) Publish(frame, source);
            Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private void Publish(in CapturedFrame frame, ICameraSource source)
    {
        var stamp = _clock.StampOf(frame.CapturedAt);
        var header = new MessageHeader(stamp.Seconds, stamp.NanosecondPart, _parameters.FrameId);
        try
        {
            if (frame.Pixels is { } pixels) PublishPixels(header, pixels);
            else _image.PublishJpeg(header, frame.Jpeg,
                _parameters.Encoding == "rgb8" ? PixelFormat.Rgb8 : PixelFormat.Bgr8);
        }
        catch (ImageFormatException e)
        {
            _bad.Add(e);
            return;
        }

        PublishInfo(header, source);
        _rate.Tick();
        _state.Count(source.Lost);
    }

    private void PublishPixels(in MessageHeader header, Image pixels)
    {
        var wanted = _parameters.Encoding switch
        {
            "native" => pixels.Format,
            "rgb8" => PixelFormat.Rgb8,
            _ => PixelFormat.Bgr8,
        };
        if (!_image.HasListeners) return;
        using var image = pixels.Format == wanted ? pixels.AddReference() : ImageConverter.Convert(pixels, wanted);
        _image.Publish(header, image);
    }

    private void PublishInfo(in MessageHeader header, ICameraSource source)
    {
        // A calibration of another size would be believed; none is sent instead, and diagnostics say why.
        if (_state.Problem.Length > 0) return;
        if (_infoOf != (source.Width, source.Height))
        {
            _infoOf = (source.Width, source.Height);
            CameraInfoMessages.Fill(_infoMessage, _calibration ?? Uncalibrated(source.Width, source.Height));
        }

        header.CopyTo(_infoMessage.Header);
        _info.Publish(_infoMessage);
    }

    private string CalibrationProblem(ICameraSource source) =>
        _calibration is not { } c || (c.ImageWidth, c.ImageHeight) == (source.Width, source.Height)
            ? ""
            : $"the calibration '{_parameters.CameraInfoPath}' is for {c.ImageWidth}x{c.ImageHeight} pixels, " +
                $"but {_request.Name} gives {source.Width}x{source.Height}";

    // As sensor_msgs/CameraInfo has it: K all zero is uncalibrated.
    private static CameraValues Uncalibrated(int width, int height) => new()
    {
        Width = width,
        Height = height,
        K = new double[9],
    };
}
