namespace Perception.Toolchain.Pruning;

/// <summary>What is left of a convolution.</summary>
/// <param name="Name">Of its node.</param>
/// <param name="Outputs">Output channels that stay, numbered as before.</param>
/// <param name="OutputsBefore">How many there were.</param>
/// <param name="Inputs">Input channels that stay; of a depthwise convolution the same as its outputs.</param>
/// <param name="InputsBefore">How many there were.</param>
public sealed record PrunedLayer(string Name, IReadOnlyList<int> Outputs, int OutputsBefore, IReadOnlyList<int> Inputs,
    int InputsBefore);
