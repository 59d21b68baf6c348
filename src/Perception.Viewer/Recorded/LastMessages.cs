using Perception.Viewer.Channels;
using Ros2DotNet.Bags;

namespace Perception.Viewer.Recorded;

/// <summary>
/// What a client would have at a time of a bag: the last message of each topic, and all latched ones.
/// </summary>
internal static class LastMessages
{
    // How far back the last message of a topic may lie.
    private const long LookBackNs = 1_500_000_000;

    /// <summary>Publishes it, oldest first.</summary>
    public static void Publish(Bag bag, IReadOnlyDictionary<BagTopic, Channel> wanted, long timeNs, ChannelHub hub)
    {
        foreach (var channel in wanted.Values) channel.Sticky?.Clear();
        using (var latched = bag.ReadMessages(new BagFilter
        {
            Topics = topic => wanted.TryGetValue(topic, out var channel) && channel.Info.IsSticky,
            EndTimeNs = timeNs,
        }))
        {
            while (latched.MoveNext())
            {
                hub.Publish(wanted[latched.Current.Topic], latched.Current.LogTimeNs, latched.Current.Data);
            }
        }

        foreach (var (topic, message) in Find(bag, wanted, timeNs).OrderBy(pair => pair.Value.TimeNs))
        {
            hub.Publish(wanted[topic], message.TimeNs, message.Data.Span);
            message.Release();
        }
    }

    private static Dictionary<BagTopic,
    SharedMessage> Find(Bag bag, IReadOnlyDictionary<BagTopic, Channel> wanted, long timeNs)
    {
        var last = new Dictionary<BagTopic, SharedMessage>(ReferenceEqualityComparer.Instance);
        using var cursor = bag.ReadMessages(new BagFilter
        {
            Topics = topic => wanted.TryGetValue(topic, out var channel) && !channel.Info.IsSticky,
            StartTimeNs = timeNs - LookBackNs,
            EndTimeNs = timeNs,
        });
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            if (last.Remove(message.Topic, out var older)) older.Release();
            last.Add(message.Topic, SharedMessage.Rent(message.Data, message.LogTimeNs));
        }

        return last;
    }
}
