using System.Diagnostics;
using Ros2DotNet;

namespace Perception.Nodes.Camera;

/// <summary>Stamps of pictures by the node's clock, each later than the one before.</summary>
internal sealed class CaptureClock(Node node, double offsetMs)
{
    // Less is the clock being set right a little; more is a clock that begins anew.
    private const long JumpNs = 1_000_000_000;

    // Both clocks are read at once but for this, unless the thread had to wait in between.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMicroseconds(50);
    private const int Attempts = 5;

    private long _lastNs = long.MinValue;

    /// <param name="capturedAt">In ticks of <see cref="Stopwatch"/>.</param>
    public RosTime StampOf(long capturedAt)
    {
        var ns = StampNs(capturedAt);
        if (ns <= _lastNs && _lastNs - ns < JumpNs) ns = _lastNs + 1;
        _lastNs = ns;
        return new RosTime(ns);
    }

    private long StampNs(long capturedAt)
    {
        var (ns, least) = (0L, TimeSpan.MaxValue);
        for (var i = 0; i < Attempts && least > AtOnce; i++)
        {
            var before = Stopwatch.GetTimestamp();
            var now = node.Now().Nanoseconds;
            var between = Stopwatch.GetElapsedTime(before);
            if (between >= least) continue;
            least = between;
            ns = now - Stopwatch.GetElapsedTime(capturedAt, before).Ticks * 100 + (long)(offsetMs * 1e6);
        }

        return ns;
    }
}
