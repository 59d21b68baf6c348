using System.Text.Json;

namespace Perception.Inference.OnnxRuntime;

/// <summary>Reads from ONNX Runtime's profile which provider computed which node.</summary>
internal static class NodePlacement
{
    /// <summary>Nodes of each provider, the provider with most first.</summary>
    /// <param name="profile">The file that ONNX Runtime wrote: a list of events in Chrome's trace format.</param>
    public static IReadOnlyList<PlacementCount> Read(Stream profile)
    {
        var nodes = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(profile);
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.TryGetProperty("args", out var details) && details.ValueKind == JsonValueKind.Object &&
                details.TryGetProperty("provider", out var provider) && provider.GetString() is { Length: > 0 } name &&
                item.TryGetProperty("name", out var node) && node.GetString() is { } nodeName)
            {
                if (!nodes.TryGetValue(name, out var own))
                {
                    nodes[name] = own = new HashSet<string>(StringComparer.Ordinal);
                }

                own.Add(nodeName);
            }
        }

        return [.. nodes.Select(pair => new PlacementCount(pair.Key, pair.Value.Count))
            .OrderByDescending(count => count.Nodes)];
    }
}
