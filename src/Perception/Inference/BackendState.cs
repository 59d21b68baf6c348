namespace Perception.Inference;

/// <summary>Whether a backend can compute here, and what keeps it from it.</summary>
public enum BackendState
{
    Available,

    /// <summary>A library is not found, or was built without what was asked for.</summary>
    LibraryMissing,

    /// <summary>The library is there in a release that is not spoken here.</summary>
    VersionRefused,

    NoDevice,

    /// <summary>Library and kernel driver are of different releases.</summary>
    DriverMismatch,

    /// <summary>A device that computed before does not answer any more.</summary>
    DeviceLost,

    Failed,
}
