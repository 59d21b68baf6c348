namespace Perception.Nodes.Stages;

/// <summary>When a node's diagnostics are no longer content.</summary>
/// <param name="StaleAfterS">Seconds without a message on an input.</param>
/// <param name="LatencyWarnMs">95th percentile of the latency from stamp to output; 0 for never.</param>
internal readonly record struct StageLimits(double StaleAfterS, double LatencyWarnMs);
