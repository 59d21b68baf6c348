using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Profiling;

/// <summary>What one kernel of the runtime took.</summary>
/// <param name="Name">The layer of the network, or the operator where the runtime put the kernel in itself.</param>
/// <param name="Operator">As it was executed, with what was fused into it, such as FusedConv.</param>
/// <param name="Provider">What computed it, by the runtime's name.</param>
/// <param name="MedianMs">Median over runs, in milliseconds.</param>
/// <param name="P95Ms">95th percentile.</param>
/// <param name="Cost">What the layer costs; null for kernels of the runtime's own.</param>
public sealed record LayerTime(string Name, string Operator, string Provider, double MedianMs, double P95Ms,
    LayerCost? Cost)
{
    /// <summary>Thousand million operations a second; null where nothing is known to be computed.</summary>
    public double? GigaFlopsPerSecond =>
        Cost?.GigaFlops is { } operations and > 0 && MedianMs > 0 ? operations / (MedianMs / 1000) : null;

    /// <summary>Whether it multiplies matrices or convolves, which is what peaks are told for.</summary>
    public bool IsProduct => Cost?.MultiplyAdds is > 0;
}
