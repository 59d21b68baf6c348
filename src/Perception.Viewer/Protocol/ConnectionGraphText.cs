namespace Perception.Viewer.Protocol;

/// <summary>The graph as clients know it, and what they are told when it changes.</summary>
internal sealed class ConnectionGraphText
{
    private ConnectionGraph _known = ConnectionGraph.Empty;

    public byte[] Whole() => ServerMessages.ConnectionGraphUpdate(_known, [], []);

    /// <summary>The message that tells the change; null where nothing changed.</summary>
    public byte[]? Update(ConnectionGraph graph)
    {
        var (before, changed) = (_known, new ConnectionGraph(
            Changed(_known.Publishers, graph.Publishers),
            Changed(_known.Subscribers, graph.Subscribers),
            Changed(_known.Services, graph.Services)));
        _known = graph;
        string[] goneTopics = [.. before.Publishers.Keys.Union(before.Subscribers.Keys)
            .Where(topic => !graph.Publishers.ContainsKey(topic) && !graph.Subscribers.ContainsKey(topic))];
        string[] goneServices = [.. before.Services.Keys.Where(service => !graph.Services.ContainsKey(service))];
        return changed.Publishers.Count + changed.Subscribers.Count + changed.Services.Count == 0 &&
            goneTopics.Length + goneServices.Length == 0
            ? null
            : ServerMessages.ConnectionGraphUpdate(changed, goneTopics, goneServices);
    }

    // What is new or other than before; a topic that lost its last publisher and still has subscribers is told as
    // empty.
    private static Dictionary<string, string[]> Changed(
        IReadOnlyDictionary<string, string[]> before, IReadOnlyDictionary<string, string[]> now)
    {
        var changed = now
            .Where(pair => !before.TryGetValue(pair.Key, out var names) || !names.AsSpan().SequenceEqual(pair.Value))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        foreach (var name in before.Keys.Where(name => !now.ContainsKey(name))) changed[name] = [];
        return changed;
    }
}
