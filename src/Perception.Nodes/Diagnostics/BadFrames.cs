using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Perception.Decoding;
using Perception.Geometry;
using Perception.Imaging;
using Perception.Inference;
using Ros2DotNet;

namespace Perception.Nodes.Diagnostics;

/// <summary>Counts images that could not be used and says why, in the log at most once in five seconds.</summary>
internal sealed class BadFrames(ILogger logger)
{
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long _lastLogged;
    private long _count;
    private string _lastError = "";

    public long Count => Volatile.Read(ref _count);

    public string LastError => Volatile.Read(ref _lastError);

    /// <summary>
    /// Whether an exception tells of a bad image, of one the network makes no sense of, or of a device that is lost,
    /// rather than of a bug.
    /// </summary>
    public static bool Explains(Exception e) =>
        e is CdrException or ImageFormatException or BadTensorException or CalibrationException
            or BackendException { State: BackendState.DeviceLost };

    public void Add(Exception e)
    {
        lock (_gate)
        {
            _count++;
            _lastError = e.Message;
            var now = Stopwatch.GetTimestamp();
            if (_lastLogged != 0 && Stopwatch.GetElapsedTime(_lastLogged, now) < LogPeriod) return;
            _lastLogged = now;
        }

        logger.LogWarning("skipped a bad image: {Reason} ({Count} so far)", e.Message, Count);
    }
}
