namespace Ros2DotNet;

/// <summary>Whether a late joiner gets what was sent before.</summary>
public enum DurabilityPolicy
{
    /// <summary>It does not.</summary>
    Volatile,

    /// <summary>It gets what the publisher keeps, as long as the publisher lives.</summary>
    TransientLocal,
}
