namespace Ros2DotNet;

/// <summary>Whether lost samples are sent again.</summary>
public enum ReliabilityPolicy
{
    /// <summary>Until the reader has them.</summary>
    Reliable,

    /// <summary>Never.</summary>
    BestEffort,
}
