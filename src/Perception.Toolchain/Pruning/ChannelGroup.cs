using Perception.Toolchain.Graphs;

namespace Perception.Toolchain.Pruning;

/// <summary>Channels that the same convolutions write, any of which can go as long as it goes in all of them.</summary>
/// <param name="Writers">The convolutions; several where a residual addition ties their channels together.</param>
/// <param name="Lanes">Each channel with the output channel that it is of each writer.</param>
public sealed record ChannelGroup(IReadOnlyList<Node> Writers, IReadOnlyList<ChannelLane> Lanes)
{
    /// <summary>How messages call it: its first convolution.</summary>
    public string Name => Writers[0].Name.Length > 0 ? Writers[0].Name : Writers[0].Outputs[0];
}
