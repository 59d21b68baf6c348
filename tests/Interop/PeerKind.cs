namespace Interop;

/// <summary>Whose DDS the peer runs on.</summary>
public enum PeerKind { Cyclone, Fast }
