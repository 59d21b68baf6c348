using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>One channel on its way through the network.</summary>
/// <param name="Id">Its number within a <see cref="ChannelMap"/>.</param>
/// <param name="Filters">The convolutions that write it, and as which of their outputs.</param>
public sealed record ChannelLane(int Id, IReadOnlyList<(Node Node, int Output)> Filters);
