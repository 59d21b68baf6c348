namespace Perception.Toolchain.Pruning;

/// <summary>What a channel is worth.</summary>
public enum PruneCriterion
{
    /// <summary>The sum of magnitudes of the filters that write it.</summary>
    L1,

    /// <summary>The root of their sum of squares.</summary>
    L2,

    /// <summary>The magnitude of its factor in the batch normalisation behind the filter.</summary>
    BatchNormalization,
}
