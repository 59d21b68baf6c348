namespace Perception.Viewer.Protocol;

/// <summary>Names of nodes by the topics that they publish and subscribe and the services that they serve.</summary>
internal sealed record ConnectionGraph(
    IReadOnlyDictionary<string, string[]> Publishers,
    IReadOnlyDictionary<string, string[]> Subscribers,
    IReadOnlyDictionary<string, string[]> Services)
{
    public static ConnectionGraph Empty { get; } = new(
        new Dictionary<string, string[]>(), new Dictionary<string, string[]>(), new Dictionary<string, string[]>());
}
