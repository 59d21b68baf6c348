namespace Perception.Inference.Hailo.Native;

/// <summary>
/// hailo_configure_params_t, whose length differs from release to release: the library fills it, and only what has kept
/// its place since 4.20 is changed.
/// </summary>
internal static class HailoConfigureParams
{
    /// <summary>More than any release has.</summary>
    public const int MostBytes = 128 << 10;

    // A count of 8 bytes, then network groups: name[128], batch size, power mode, latency flags.
    private const int LatencyFlags = 8 + 136, MeasureLatency = 1;

    public static unsafe void AskForLatency(byte* parameters) => *(int*)(parameters + LatencyFlags) |= MeasureLatency;
}
