using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Profiling;

/// <summary>Where the time of a network goes.</summary>
/// <param name="Layers">Kernels in the order in which they run.</param>
/// <param name="RunMs">Median of whole runs, in milliseconds.</param>
/// <param name="Runs">Runs that were counted.</param>
/// <param name="Fused">Layers without a kernel of their own: computed within others, or not at all.</param>
/// <param name="Cost">What the network costs.</param>
public sealed record LayerProfile(IReadOnlyList<LayerTime> Layers, double RunMs, int Runs, IReadOnlyList<string> Fused,
    GraphCost Cost)
{
    /// <summary>What the kernels took together.</summary>
    public double KernelMs => Layers.Sum(layer => layer.MedianMs);

    /// <summary>Time of kernels by operator, most first.</summary>
    public IEnumerable<(string Operator, int Count, double Ms)> ByOperator => Layers.GroupBy(layer => layer.Operator)
        .Select(group => (group.Key, group.Count(), group.Sum(layer => layer.MedianMs)))
        .OrderByDescending(group => group.Item3);
}
