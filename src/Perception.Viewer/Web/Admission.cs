using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Perception.Viewer.Web;

/// <summary>
/// Who may open a WebSocket. A browser sends the page's origin along: without a token, a page of a stranger must not
/// reach the nodes of this machine through the browser of somebody who works on it.
/// </summary>
internal static class Admission
{
    private static readonly string[] FoxgloveHosts = ["app.foxglove.dev", "studio.foxglove.dev"];

    /// <summary>Null where the client may come in; otherwise status and sentence.</summary>
    public static (int Status, string Why)? Problem(RequestHead request, string? token)
    {
        if (token is not null)
        {
            var given = request.QueryValue("token")
                ?? (request["Authorization"] is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var bearer] ? bearer : "");
            return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token))
                ? null
                : (401, "the address wants ?token= as the viewer was started with");
        }

        var origin = request["Origin"];
        return origin.Length == 0 || IsTrusted(origin, request["Host"])
            ? null
            : (403, $"pages of {origin} may not look here without a token");
    }

    private static bool IsTrusted(string origin, string host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) &&
        (uri.IsLoopback || FoxgloveHosts.Contains(uri.Host) ||
            // A name of the internet can be made to point here by whoever owns it; an address or a local name cannot.
            (uri.Authority == host && (IPAddress.TryParse(uri.Host.Trim('[', ']'), out _) || IsLocalName(uri.Host))));

    private static bool IsLocalName(string host) =>
        !host.Contains('.') || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase);
}
