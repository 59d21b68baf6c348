using System.Text;

namespace Perception.Viewer.Web;

/// <summary>The head of an HTTP request: one line and its fields.</summary>
internal sealed class RequestHead
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    private RequestHead(string method, string path, string query) => (Method, Path, Query) = (method, path, query);

    public string Method { get; }

    /// <summary>As it was sent; it is only ever compared.</summary>
    public string Path { get; }

    /// <summary>Behind the question mark.</summary>
    public string Query { get; }

    public bool IsUpgrade => this["Upgrade"].Equals("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>A field's value, empty where it is not there.</summary>
    public string this[string field] => _fields.GetValueOrDefault(field, "");

    /// <summary>Reads a head up to its empty line; null where it is none.</summary>
    public static RequestHead? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyExceptInRange((byte)'\t', (byte)'~')) return null;
        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"]) return null;
        var question = target.IndexOf('?');
        var head = question < 0
            ? new RequestHead(method, target, "")
            : new RequestHead(method, target[..question], target[(question + 1)..]);
        foreach (var line in lines[1..])
        {
            if (line.Length == 0) continue;
            var colon = line.IndexOf(':');
            if (colon <= 0) return null;
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            head._fields[name] = head._fields.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }

        return head;
    }

    /// <summary>A value of the query, decoded; null where it is not there.</summary>
    public string? QueryValue(string name)
    {
        foreach (var pair in Query.Split('&'))
        {
            if (pair.Split('=', 2) is [var key, var value] && key == name) return Uri.UnescapeDataString(value);
        }

        return null;
    }
}
