using Perception.Capture.Ffmpeg;
using Perception.Capture.V4l2;

namespace Perception.Capture;

/// <summary>Opens cameras, videos and streams by what they are called.</summary>
public static class CameraSource
{
    /// <param name="request">What is to be opened.</param>
    /// <param name="stop">Ends the wait for a stream that does not answer.</param>
    /// <exception cref="CameraException">It cannot be opened; one sentence says why.</exception>
    public static ICameraSource Open(CameraRequest request, CancellationToken stop = default) =>
        request.IsDevice ? V4l2Source.Open(request) : FfmpegSource.Open(request, stop);

    /// <summary>What will be wrong however often it is tried; null where nothing is.</summary>
    public static string? FindProblem(CameraRequest request)
    {
        if (request.Source.Length == 0)
        {
            return "no source is given: a device such as /dev/video0, a video file, or the address of a stream " +
                "(rtsp://...)";
        }

        if ((request.Width == 0) != (request.Height == 0))
        {
            return $"a size of {request.Width}x{request.Height} is half a size; give both, or 0 and 0";
        }

        if (request.IsDevice)
        {
            return null;
        }

        return request.IsFile && !File.Exists(request.Source)
            ? $"there is no video '{request.Source}'"
            : FfmpegTools.FindProblem();
    }
}
