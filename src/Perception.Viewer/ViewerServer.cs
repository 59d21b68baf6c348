using Perception.Viewer.Channels;
using Perception.Viewer.Web;

namespace Perception.Viewer;

/// <summary>
/// Serves a source of topics to Foxglove's programs and to its own web page, on one port. Clients that do not keep up
/// miss messages; nobody waits for them.
/// </summary>
public sealed class ViewerServer : IDisposable
{
    private readonly ViewSource _source;
    private readonly WebListener _listener;

    /// <summary>Starts to listen; takes the source over.</summary>
    /// <exception cref="ViewerException">The address or port cannot be had.</exception>
    public ViewerServer(ViewerOptions options, ViewSource source)
    {
        _source = source;
        Hub = new ChannelHub(source);
        try
        {
            _listener = new WebListener(options, Hub);
            source.Start(Hub);
        }
        catch
        {
            _listener?.Dispose();
            source.Dispose();
            throw;
        }
    }

    /// <summary>The port, also where any free one was asked for.</summary>
    public int Port => _listener.Port;

    /// <summary>Where a browser finds the page, without the token.</summary>
    public string Url => $"http://{_listener.Host}:{Port}/";

    /// <summary>Clients connected now.</summary>
    public int ClientCount => Hub.SessionCount;

    /// <summary>Messages that clients missed because they did not keep up.</summary>
    public long Dropped => Hub.Dropped;

    internal ChannelHub Hub { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }
}
