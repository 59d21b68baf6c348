using System.Text;

namespace Perception.Viewer.Web;

/// <summary>Answers to HTTP requests. Every one closes the connection, so nobody keeps one for nothing.</summary>
internal static class Replies
{
    // The page runs its own scripts only, and talks to nobody but its server.
    private const string Security =
        "Content-Security-Policy: default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' blob: data:; " +
        "frame-ancestors 'none'\r\n" +
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";

    public static byte[] Text(int status, string reason, string text) =>
        Make($"{status} {reason}", "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text + "\n"), withBody: true);

    public static byte[] File(PageFile file, bool withBody) => Make("200 OK", file.ContentType, file.Content, withBody);

    public static byte[] SwitchingProtocols(string accept, string subprotocol) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        $"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {subprotocol}\r\n\r\n");

    private static byte[] Make(string status, string contentType, byte[] content, bool withBody)
    {
        var head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nContent-Length: {content.Length}\r\n" +
            $"Cache-Control: no-cache\r\n{Security}Connection: close\r\n\r\n");
        return withBody ? [.. head, .. content] : head;
    }
}
