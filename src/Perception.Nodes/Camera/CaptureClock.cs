using System.Diagnostics;
using Ros2DotNet;

namespace Perception.Nodes.Camera;

/// <summary>Stamps of pictures by the node's clock, each later than the one before.</summary>
internal sealed class CaptureClock(Node node, double offsetMs)
{
    // Less is the clock being set right a little; more is a clock that begins anew.
    private const long JumpNs = 1_000_000_000;

    private long _lastNs = long.MinValue;

    /// <param name="capturedAt">In ticks of <see cref="Stopwatch"/>.</param>
    public RosTime StampOf(long capturedAt)
    {
        var age = Stopwatch.GetElapsedTime(capturedAt);
        var ns = node.Now().Nanoseconds - age.Ticks * 100 + (long)(offsetMs * 1e6);
        if (ns <= _lastNs && _lastNs - ns < JumpNs) ns = _lastNs + 1;
        _lastNs = ns;
        return new RosTime(ns);
    }
}
