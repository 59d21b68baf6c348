namespace Perception.Inference;

/// <summary>What a device says of itself; null is what it does not say.</summary>
public readonly record struct DeviceTelemetry
{
    public float? PowerWatts { get; init; }

    public float? TemperatureCelsius { get; init; }

    /// <summary>Time on the device alone.</summary>
    public float? HardwareLatencyMilliseconds { get; init; }

    public float? ClockMegahertz { get; init; }
}
