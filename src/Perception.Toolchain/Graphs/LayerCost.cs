namespace Perception.Toolchain.Graphs;

/// <summary>What one node costs; null where shapes are open.</summary>
/// <param name="Node">The node.</param>
/// <param name="Output">Its first output.</param>
/// <param name="MultiplyAdds">Multiplications with addition of convolutions and matrix products.</param>
/// <param name="OtherOperations">Operations of everything else: one for each element and window position.</param>
/// <param name="Parameters">Elements of the constants that it reads.</param>
/// <param name="ParameterBytes">Their bytes.</param>
/// <param name="ActivationBytes">Bytes of the tensors that it reads and writes, constants not counted.</param>
public sealed record LayerCost(
    Node Node, ValueInfo Output, long? MultiplyAdds, long? OtherOperations, long Parameters, long ParameterBytes,
    long? ActivationBytes)
{
    /// <summary>
    /// Floating-point operations in thousand millions; a multiplication with its addition counts as two.
    /// </summary>
    public double? GigaFlops => (2.0 * MultiplyAdds + OtherOperations) / 1e9;
}
