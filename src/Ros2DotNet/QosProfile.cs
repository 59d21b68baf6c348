namespace Ros2DotNet;

/// <summary>Quality of service of a publisher or subscription, with the standard profiles of ROS 2.</summary>
public sealed record QosProfile
{
    /// <summary>Reliable, volatile, the last 10.</summary>
    public static QosProfile Default { get; } = new();

    /// <summary>Best effort, the last 5: what camera drivers publish and perception nodes subscribe with.</summary>
    public static QosProfile SensorData { get; } = new() { Reliability = ReliabilityPolicy.BestEffort, Depth = 5 };

    /// <summary>Reliable and kept for late joiners, the last 1.</summary>
    public static QosProfile Latched { get; } = new() { Durability = DurabilityPolicy.TransientLocal, Depth = 1 };

    /// <summary><c>/tf</c>: reliable, the last 100.</summary>
    public static QosProfile Tf { get; } = new() { Depth = 100 };

    /// <summary><c>/clock</c> as subscribers use it: best effort, the last 1.</summary>
    public static QosProfile Clock { get; } = new() { Reliability = ReliabilityPolicy.BestEffort, Depth = 1 };

    /// <summary><c>/rosout</c>: kept for late joiners, the last 1000, for 10 s.</summary>
    public static QosProfile Rosout { get; } = new()
    {
        Durability = DurabilityPolicy.TransientLocal,
        Depth = 1000,
        Lifespan = TimeSpan.FromSeconds(10),
    };

    /// <summary><c>/parameter_events</c>: reliable, the last 1000.</summary>
    public static QosProfile ParameterEvents { get; } = new() { Depth = 1000 };

    /// <summary>Services: reliable, volatile, and no request or answer is dropped for newer ones.</summary>
    public static QosProfile Services { get; } = new() { History = HistoryPolicy.KeepAll };

    /// <summary>The parameter services: reliable, the last 1000.</summary>
    public static QosProfile Parameters { get; } = new() { Depth = 1000 };

    public HistoryPolicy History { get; init; } = HistoryPolicy.KeepLast;

    public int Depth { get; init; } = 10;

    public ReliabilityPolicy Reliability { get; init; } = ReliabilityPolicy.Reliable;

    public DurabilityPolicy Durability { get; init; } = DurabilityPolicy.Volatile;

    /// <summary>How long a sample is worth delivering; null for ever.</summary>
    public TimeSpan? Lifespan { get; init; }

    /// <summary>
    /// The longest time between two samples that is promised (publisher) or asked for (subscription); null for none.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    public LivelinessPolicy Liveliness { get; init; } = LivelinessPolicy.Automatic;

    /// <summary>How long a publisher counts as alive without a sign; null for ever.</summary>
    public TimeSpan? LivelinessLease { get; init; }

    /// <summary>Whether endpoints of the same participant are not to be matched.</summary>
    public bool IgnoreLocal { get; init; }
}
