namespace Perception.Toolchain.Linting;

/// <summary>Where a node runs.</summary>
public enum LintOutcome
{
    /// <summary>On the device.</summary>
    Native,

    /// <summary>On the device, but it wastes some of it.</summary>
    Wasteful,

    /// <summary>Nobody has published whether the device takes it.</summary>
    Unknown,

    /// <summary>Not on the device: another one computes it, or the compiler refuses the network.</summary>
    Fallback,
}
