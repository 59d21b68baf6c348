using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using Perception.Capture.Native;
using Perception.Imaging;

namespace Perception.Capture.Ffmpeg;

/// <summary>A video file or a stream, decoded by the <c>ffmpeg</c> executable into bgr8 pictures on a pipe. A file
/// plays at its own rate, its pictures stamped when they are due; those of a stream are stamped when they
/// come.</summary>
internal sealed class FfmpegSource : ICameraSource
{
    private const double UnknownRate = 30;

    // How long ffmpeg may take to end once it has closed its output.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly CameraRequest _request;
    private readonly Process _process;
    private readonly AnonymousPipeClientStream _pipe;
    private readonly Image _image;
    private readonly double _ticksPerFrame;
    private int _filled;
    private long _frames;
    private long _startedAt;
    private long _lastByteAt;
    private volatile string _complaint = "";

    private FfmpegSource(CameraRequest request, VideoTrack track)
    {
        _request = request;
        (Width, Height) = request.Width > 0 ? (request.Width, request.Height) : (track.Width, track.Height);
        var own = track.FramesPerSecond > 0 || request.IsStream ? track.FramesPerSecond : UnknownRate;
        FramesPerSecond = request.FramesPerSecond > 0 ? request.FramesPerSecond : own;
        _ticksPerFrame = request.IsFile ? Stopwatch.Frequency / FramesPerSecond : 0;
        Description = string.Create(CultureInfo.InvariantCulture,
            $"{track.Codec} {track.Width}x{track.Height} as bgr8 {Width}x{Height} at {FramesPerSecond:F2} Hz");
        _image = Image.Rent(Width, Height, PixelFormat.Bgr8);
        try
        {
            _process = Start();
        }
        catch
        {
            _image.Dispose();
            throw;
        }

        _pipe = (AnonymousPipeClientStream)_process.StandardOutput.BaseStream;
        // While ffmpeg still looks at a stream, nothing is missed.
        _lastByteAt = Stopwatch.GetTimestamp() +
            (request.IsStream ? (long)(FfmpegTools.StreamAnalysis.TotalSeconds * Stopwatch.Frequency) : 0);
    }

    public string Description { get; }

    public int Width { get; }

    public int Height { get; }

    public double FramesPerSecond { get; }

    public long Lost => 0;

    /// <exception cref="CameraException">It cannot be read, or nobody waits any more.</exception>
    public static FfmpegSource Open(CameraRequest request, CancellationToken stop)
    {
        var track = FfmpegTools.Probe(request, stop);
        try
        {
            return new FfmpegSource(request, track);
        }
        catch (ImageFormatException e)
        {
            throw new CameraException($"{request.Name} cannot be read: {e.Message}");
        }
    }

    public CaptureStatus Read(TimeSpan patience, out CapturedFrame frame)
    {
        frame = new CapturedFrame { CapturedAt = 0 };
        var until = Stopwatch.GetTimestamp() + (long)(patience.TotalSeconds * Stopwatch.Frequency);
        while (_filled < _image.ByteLength)
        {
            if (!LibC.WaitForInput((int)_pipe.SafePipeHandle.DangerousGetHandle(), MillisecondsUntil(until)))
            {
                CheckPatience();
                return CaptureStatus.Nothing;
            }

            var count = _pipe.Read(_image.Bytes[_filled..]);
            if (count == 0)
            {
                return EndOfPipe();
            }

            _filled += count;
            _lastByteAt = Stopwatch.GetTimestamp();
        }

        // A picture that is decoded early waits until it is due, so that the video plays as it was taken.
        var due = Due();
        if (due > until)
        {
            Wait(until);
            _lastByteAt = Stopwatch.GetTimestamp();
            return CaptureStatus.Nothing;
        }

        Wait(due);
        frame = new CapturedFrame { Pixels = _image, CapturedAt = _request.IsFile ? due : _lastByteAt };
        (_filled, _frames) = (0, _frames + 1);
        return CaptureStatus.Frame;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        // Who asks a process for its readers has to close them.
        _pipe.Dispose();
        _process.Dispose();
        _image.Dispose();
    }

    private Process Start()
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"scale={Width}:{Height}");

        // A file is brought to an even rate; of a stream every picture counts once, when it comes.
        string[] rate = _request.IsFile || _request.FramesPerSecond > 0
            ? ["-r", FramesPerSecond.ToString("R", CultureInfo.InvariantCulture)]
            : [FfmpegTools.PictureTimeOption(), "passthrough"];
        var process = FfmpegTools.Start("ffmpeg",
        [
            "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "2", .. FfmpegTools.InputOptions(_request),
            "-i", _request.Source, "-map", "0:v:0", "-an", "-sn", "-vf", size, .. rate, "-pix_fmt", "bgr24",
            "-f", "rawvideo", "pipe:1",
        ]);
        process.ErrorDataReceived += (_, e) => _complaint = e.Data is { Length: > 0 } line ? line : _complaint;
        process.BeginErrorReadLine();
        return process;
    }

    private long Due()
    {
        if (!_request.IsFile)
        {
            return 0;
        }

        if (_frames == 0)
        {
            _startedAt = Stopwatch.GetTimestamp();
        }

        return _startedAt + (long)(_frames * _ticksPerFrame);
    }

    private CaptureStatus EndOfPipe()
    {
        if (!_process.WaitForExit(EndPatience))
        {
            _process.Kill();
        }

        // Its last words are read, too.
        _process.WaitForExit();
        if (_request.IsFile && _process.ExitCode == 0)
        {
            return CaptureStatus.End;
        }

        var reason = FfmpegTools.LastLine(_complaint, _request);
        throw new CameraException(_process.ExitCode == 0
            ? $"{_request.Name} has ended"
            : $"{_request.Name} is gone: {reason}");
    }

    private void CheckPatience()
    {
        if (Stopwatch.GetElapsedTime(_lastByteAt) > _request.Timeout)
        {
            throw new CameraException(
                $"{_request.Name} is gone: nothing came for {_request.Timeout.TotalSeconds:F0} s");
        }
    }

    private static void Wait(long until)
    {
        while (MillisecondsUntil(until) is > 0 and var milliseconds)
        {
            Thread.Sleep(milliseconds);
        }
    }

    private static int MillisecondsUntil(long ticks) =>
        (int)Math.Max(0, (ticks - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency);
}
