using Perception.Viewer.Derived;
using Perception.Viewer.Protocol;

namespace Perception.Viewer.Channels;

/// <summary>
/// A topic that clients can subscribe to. Who subscribes is guarded by the hub's lock and read without it.
/// </summary>
internal sealed class Channel(uint id, ChannelInfo info, Derivation? derivation = null, Channel? parent = null)
{
    private ClientSubscription[] _subscribers = [];

    /// <summary>Never used again for another topic.</summary>
    public uint Id { get; } = id;

    public ChannelInfo Info { get; } = info;

    /// <summary>How its messages are made from another channel's; null where the source sends them.</summary>
    public Derivation? Derivation { get; } = derivation;

    /// <summary>The channel that the source sends: this one, or the one that this one is made from.</summary>
    public Channel Root => parent ?? this;

    /// <summary>Channels that are made from this one.</summary>
    public Channel[] Derived { get; set; } = [];

    /// <summary>Last messages of a sticky channel; null for others.</summary>
    public StickyMessages? Sticky { get; } = info.IsSticky ? new StickyMessages() : null;

    public ReadOnlySpan<ClientSubscription> Subscribers => Volatile.Read(ref _subscribers);

    public bool IsWanted => !Subscribers.IsEmpty || Array.Exists(Derived, channel => !channel.Subscribers.IsEmpty);

    public void Add(ClientSubscription subscription) =>
        Volatile.Write(ref _subscribers, [.. _subscribers, subscription]);

    public void Remove(ClientSubscription subscription) =>
        Volatile.Write(ref _subscribers, Array.FindAll(_subscribers, other => other != subscription));
}
