using Perception.Viewer.Derived;
using Perception.Viewer.Protocol;

namespace Perception.Viewer.Channels;

/// <summary>
/// Where a source's channels and the clients meet. Publishing copies a message once, whoever wants it, and never waits.
/// </summary>
internal sealed class ChannelHub(ViewSource source)
{
    // Guards channels, sessions and who subscribes what. Not held while a message is published.
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Channel> _channels = [];
    private readonly List<FoxgloveSession> _sessions = [];
    private readonly ConnectionGraphText _graph = new();
    private uint _nextId = 1;
    private long _droppedBySessionsGone;

    public ViewSource Source { get; } = source;

    public string SessionId { get; } = Guid.NewGuid().ToString("n");

    public int SessionCount
    {
        get
        {
            lock (_gate) return _sessions.Count;
        }
    }

    public long Dropped
    {
        get
        {
            lock (_gate) return _droppedBySessionsGone + _sessions.Sum(session => session.Dropped);
        }
    }

    /// <summary>Offers channels, and those that can be made of them.</summary>
    /// <param name="infos">What the source sends.</param>
    /// <param name="adding">Called with each before clients hear of it.</param>
    public IReadOnlyList<Channel> Add(IReadOnlyList<ChannelInfo> infos, Action<Channel>? adding = null)
    {
        lock (_gate)
        {
            Replace([.. infos.Select(info => info.Topic)]);
            var topics = _channels.Values.Select(channel => channel.Info.Topic)
                .Concat(infos.Select(info => info.Topic)).ToHashSet();
            var added = new List<Channel>(infos.Count);
            var advertised = new List<Channel>(infos.Count);
            foreach (var info in infos)
            {
                var channel = new Channel(_nextId++, info);
                channel.Derived = [.. Derivation.Of(info)
                    .Where(derivation => topics.Add(derivation.Info.Topic))
                    .Select(derivation => new Channel(_nextId++, derivation.Info, derivation, channel))];
                adding?.Invoke(channel);
                added.Add(channel);
                advertised.Add(channel);
                advertised.AddRange(channel.Derived);
            }

            foreach (var channel in advertised) _channels.Add(channel.Id, channel);
            if (advertised.Count > 0) Broadcast(ServerMessages.Advertise(advertised));
            return added;
        }
    }

    /// <summary>Takes channels back; their subscriptions are over.</summary>
    public void Remove(IReadOnlyList<Channel> channels)
    {
        lock (_gate)
        {
            var gone = channels.SelectMany(channel => channel.Derived.Prepend(channel)).ToArray();
            foreach (var channel in gone)
            {
                _channels.Remove(channel.Id);
                foreach (var subscription in channel.Subscribers) subscription.Session.Forget(subscription);
                channel.Sticky?.Clear();
            }

            if (gone.Length > 0) Broadcast(ServerMessages.Unadvertise(gone));
        }
    }

    /// <summary>Hands a message to everybody who wants it. For one thread per channel.</summary>
    public void Publish(Channel channel, long timeNs, ReadOnlySpan<byte> cdr)
    {
        if (!channel.Subscribers.IsEmpty || channel.Sticky is not null)
        {
            var message = SharedMessage.Rent(cdr, timeNs);
            channel.Sticky?.Add(message);
            foreach (var subscription in channel.Subscribers) subscription.Session.Post(subscription, message);
            message.Release();
        }

        foreach (var derived in channel.Derived)
        {
            if (!derived.Subscribers.IsEmpty && derived.Derivation!.TryDerive(cdr, out var made))
            {
                Publish(derived, timeNs, made);
            }
        }
    }

    /// <summary>Tells every client the source's time.</summary>
    public void PublishTime(long timeNs)
    {
        lock (_gate)
        {
            foreach (var session in _sessions) session.PostTime(timeNs);
        }
    }

    /// <summary>Tells clients that asked for it what changed among publishers and subscribers.</summary>
    public void PublishGraph(ConnectionGraph graph)
    {
        lock (_gate)
        {
            if (_graph.Update(graph) is not { } change) return;
            foreach (var session in _sessions.Where(session => session.WantsGraph)) session.PostControl(change);
        }
    }

    /// <summary>Everything there is in the graph, as an update for a client that begins to follow it.</summary>
    public byte[] WholeGraph()
    {
        lock (_gate) return _graph.Whole();
    }

    /// <summary>Does something with each client.</summary>
    public void ForEachSession(Action<FoxgloveSession> action)
    {
        lock (_gate) _sessions.ForEach(action);
    }

    public void Join(FoxgloveSession session)
    {
        lock (_gate)
        {
            session.PostControl(ServerMessages.ServerInfo(Source, SessionId));
            if (_channels.Count > 0) session.PostControl(ServerMessages.Advertise(_channels.Values));
            if (Source.Playback is { } playback && session.KnowsPlayback)
            {
                session.PostControl(ServerMessages.Playback(playback.State));
            }
            _sessions.Add(session);
        }
    }

    public void Leave(FoxgloveSession session)
    {
        lock (_gate)
        {
            if (!_sessions.Remove(session)) return;
            _droppedBySessionsGone += session.Dropped;
        }

        foreach (var subscription in session.Subscriptions()) Unsubscribe(subscription);
    }

    /// <summary>False where there is no such channel.</summary>
    public bool Subscribe(FoxgloveSession session, uint subscriptionId, uint channelId)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(channelId, out var channel)) return false;
            var subscription = new ClientSubscription(session, channel, subscriptionId);
            if (!session.Remember(subscription)) return true;
            var wasWanted = channel.Root.IsWanted;

            // In this order nothing is missed that is published meanwhile; it may come twice, the newest last.
            channel.Add(subscription);
            channel.Sticky?.ForEach(message => session.Post(subscription, message));
            if (!wasWanted) Source.SetDemand(channel.Root, wanted: true);
            Source.OnSubscribed(channel.Root);
            return true;
        }
    }

    public void Unsubscribe(ClientSubscription subscription)
    {
        lock (_gate)
        {
            subscription.Session.Forget(subscription);
            var channel = subscription.Channel;
            var wasWanted = channel.Root.IsWanted;
            channel.Remove(subscription);
            if (!wasWanted || channel.Root.IsWanted || !_channels.ContainsKey(channel.Id)) return;
            Source.SetDemand(channel.Root, wanted: false);
            channel.Root.Sticky?.Clear();
        }
    }

    // A topic that somebody publishes takes the place of one that was made from another: clients know topics by name.
    private void Replace(HashSet<string> topics)
    {
        Channel[] replaced = [.. _channels.Values
            .Where(channel => channel.Derivation is not null && topics.Contains(channel.Info.Topic))];
        foreach (var channel in replaced)
        {
            var wasWanted = channel.Root.IsWanted;
            channel.Root.Derived = [.. channel.Root.Derived.Where(other => other != channel)];
            _channels.Remove(channel.Id);
            foreach (var subscription in channel.Subscribers) subscription.Session.Forget(subscription);
            if (wasWanted && !channel.Root.IsWanted) Source.SetDemand(channel.Root, wanted: false);
        }

        if (replaced.Length > 0) Broadcast(ServerMessages.Unadvertise(replaced));
    }

    private void Broadcast(byte[] message)
    {
        foreach (var session in _sessions) session.PostControl(message);
    }
}
