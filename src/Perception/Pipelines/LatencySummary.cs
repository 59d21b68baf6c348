namespace Perception.Pipelines;

/// <summary>Percentiles of a window of durations.</summary>
/// <param name="P50Ms">Median in milliseconds.</param>
/// <param name="P95Ms">95th percentile in milliseconds.</param>
/// <param name="MaxMs">Largest in milliseconds.</param>
/// <param name="Samples">Number of samples in the window.</param>
public readonly record struct LatencySummary(double P50Ms, double P95Ms, double MaxMs, int Samples);
