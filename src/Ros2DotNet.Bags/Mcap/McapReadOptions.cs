namespace Ros2DotNet.Bags.Mcap;

/// <summary>How a file is read.</summary>
public sealed record McapReadOptions
{
    public static McapReadOptions Default { get; } = new();

    /// <summary>Check the CRC of every chunk that has one.</summary>
    public bool CheckCrc { get; init; } = true;

    /// <summary>
    /// Go on after a damaged chunk and list it in <see cref="McapReader.Problems"/> instead of throwing.
    /// </summary>
    public bool SkipDamage { get; init; }

    /// <summary>Do not use the summary: read every record from the front.</summary>
    public bool IgnoreSummary { get; init; }
}
