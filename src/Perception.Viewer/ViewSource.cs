using Perception.Viewer.Channels;
using Perception.Viewer.Protocol;

namespace Perception.Viewer;

/// <summary>What is looked at: the topics of a domain, or a bag.</summary>
public abstract class ViewSource : IDisposable
{
    private protected ViewSource(string name) => Name = name;

    /// <summary>What clients show as the name of the server.</summary>
    public string Name { get; }

    /// <summary>Parameters of nodes; null where there are none.</summary>
    internal virtual IParameterStore? Parameters => null;

    /// <summary>Play, pause and seek; null for what is live.</summary>
    internal virtual IPlayback? Playback => null;

    /// <summary>Whether the source's own time is sent along.</summary>
    internal virtual bool SendsTime => false;

    /// <summary>Who publishes and subscribes what; null where that is not known.</summary>
    internal virtual ConnectionGraph? Graph => null;

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Begins to offer channels.</summary>
    internal abstract void Start(ChannelHub hub);

    /// <summary>Somebody wants a channel, or nobody does any more. Raised on the threads of clients.</summary>
    internal abstract void SetDemand(Channel channel, bool wanted);

    /// <summary>One more client has subscribed, wanted before or not.</summary>
    internal virtual void OnSubscribed(Channel channel)
    {
    }
}
