namespace Perception.Inference;

/// <summary>How far the code for a backend has been run.</summary>
public enum Verification
{
    /// <summary>Nothing of it ran; it follows the documents.</summary>
    Unverified,

    /// <summary>
    /// It ran against a stand-in of the library that the tests build; no line of the real one was called.
    /// </summary>
    StubOnly,

    /// <summary>The real library answered, without a device.</summary>
    RealLibrary,

    /// <summary>It computed on the device.</summary>
    Hardware,
}
