namespace Perception.Viewer.Protocol;

/// <summary>
/// Names under which clients offer the protocol; both have the same messages here, the newer one playback too.
/// </summary>
internal static class Subprotocols
{
    public const string Sdk = "foxglove.sdk.v1";

    public const string WebSocket = "foxglove.websocket.v1";

    /// <summary>The best of what a client offers; null where it speaks neither.</summary>
    public static string? Choose(string offered)
    {
        var names = offered.Split(',', StringSplitOptions.TrimEntries);
        return names.Contains(Sdk) ? Sdk : names.Contains(WebSocket) ? WebSocket : null;
    }
}
