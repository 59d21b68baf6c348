using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>A smaller network with what was taken from it.</summary>
/// <param name="Model">The network.</param>
/// <param name="Layers">Every convolution, in the order of the network.</param>
/// <param name="Groups">Every group that could be pruned, with the channels that are left of it.</param>
public sealed record PrunedModel(GraphModel Model, IReadOnlyList<PrunedLayer> Layers,
    IReadOnlyList<(ChannelGroup Group, int Kept)> Groups);
