using Ros2DotNet.Messages.BuiltinInterfaces;

namespace Ros2DotNet;

/// <summary>A point in time: nanoseconds since the epoch of its clock (Unix time for system time).</summary>
public readonly record struct RosTime(long Nanoseconds)
{
    /// <summary>Full seconds, rounded down.</summary>
    public int Seconds => (int)Math.DivRem(Nanoseconds - NanosecondPart, 1_000_000_000).Quotient;

    /// <summary>What is left of the second, 0 to 999,999,999.</summary>
    public uint NanosecondPart => (uint)(((Nanoseconds % 1_000_000_000) + 1_000_000_000) % 1_000_000_000);

    /// <summary>The system clock now, at its 100 ns resolution.</summary>
    public static RosTime SystemNow => new((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * 100);

    public static RosTime FromParts(int seconds, uint nanoseconds) => new(seconds * 1_000_000_000L + nanoseconds);

    public static RosTime FromMessage(Time stamp) => FromParts(stamp.Sec, stamp.Nanosec);

    public void CopyTo(Time stamp)
    {
        stamp.Sec = Seconds;
        stamp.Nanosec = NanosecondPart;
    }
}
