namespace Interop;

/// <summary>Two networks with a cable between them that can be pulled.</summary>
internal sealed class NetworkLink : IDisposable
{
    public NetworkLink()
    {
        var id = Environment.ProcessId % 100_000;
        Ours = new NetworkNamespace($"ep-ours-{id}");
        Theirs = new NetworkNamespace($"ep-theirs-{id}");
        Ours.Ip("link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", Theirs.Name);
        Ours.Ip("addr", "add", "10.213.0.1/24", "dev", "cable");
        Theirs.Ip("addr", "add", "10.213.0.2/24", "dev", "cable");
        Ours.Ip("link", "set", "cable", "up");
        Theirs.Ip("link", "set", "cable", "up");
    }

    public NetworkNamespace Ours { get; }

    public NetworkNamespace Theirs { get; }

    public void Cut() => Theirs.Ip("link", "set", "cable", "down");

    public void Restore() => Theirs.Ip("link", "set", "cable", "up");

    public void Dispose()
    {
        Theirs.Dispose();
        Ours.Dispose();
    }
}
