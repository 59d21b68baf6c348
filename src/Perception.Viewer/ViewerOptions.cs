using System.Net;

namespace Perception.Viewer;

/// <summary>Where a viewer listens and whom it lets in.</summary>
public sealed record ViewerOptions
{
    /// <summary>The port that Foxglove's programs try first.</summary>
    public const int DefaultPort = 8765;

    /// <summary>Only this machine by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0: any that is free.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>What a client has to know, as <c>?token=</c> of the address; null where everybody may look.</summary>
    public string? Token { get; init; }

    /// <summary>Connections at a time, of browsers and programs together; more are turned away.</summary>
    public int MaxConnections { get; init; } = 128;

    /// <summary>How long a client may take to send its request, and to take a piece of a message.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
