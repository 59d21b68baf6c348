namespace Ros2DotNet.Bags;

/// <summary>How a bag is read.</summary>
public sealed record BagReadOptions
{
    public static BagReadOptions Default { get; } = new();

    /// <summary>Go on around damage and list it in <see cref="Bag.Problems"/> instead of throwing.</summary>
    public bool SkipDamage { get; init; }

    /// <summary>Check the CRCs of MCAP chunks.</summary>
    public bool CheckCrc { get; init; } = true;

    /// <summary>Do not use <c>metadata.yaml</c>: take the files of the folder and what they say themselves.</summary>
    public bool IgnoreMetadata { get; init; }
}
