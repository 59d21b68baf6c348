using System.Collections.Concurrent;
using Ros2DotNet;
using Text = Ros2DotNet.Messages.StdMsgs.String;

namespace Interop;

/// <summary>
/// Every offered QoS with every requested one: what is compatible delivers, what is not gives nothing and says why.
/// </summary>
public sealed class QosTests : PeerDomain
{
    private static readonly Dictionary<string, QosProfile> Profiles = new()
    {
        ["reliable_volatile"] = new QosProfile(),
        ["reliable_transient_local"] = new QosProfile { Durability = DurabilityPolicy.TransientLocal },
        ["best_effort_volatile"] = new QosProfile { Reliability = ReliabilityPolicy.BestEffort },
        ["best_effort_transient_local"] = new QosProfile
        {
            Reliability = ReliabilityPolicy.BestEffort,
            Durability = DurabilityPolicy.TransientLocal
        },
    };

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void A_peers_topics_reach_exactly_the_subscriptions_that_ask_for_no_more_than_is_offered(PeerKind kind)
    {
        using var node = Context.CreateNode("reader");
        var heard = new LogListener(node);
        var counts = new ConcurrentDictionary<(string Offered, string Requested), int>();
        foreach (var (offered, requested) in Pairs())
        {
            node.CreateSubscription<Text>($"/qos/{offered}", Profiles[requested],
                _ => counts.AddOrUpdate((offered, requested), 1, (_, count) => count + 1));
        }

        using var peer = Peer.Start(kind, "talk", "rt/qos");

        Wait(() => Pairs().Where(IsCompatible).All(pair => counts.GetValueOrDefault(pair) >= 5),
            "texts of all compatible pairs");
        WaitForReasons(heard, "a publisher on '/qos/{0}' offers an incompatible QoS");
        Assert.Equal(Pairs().Where(IsCompatible).ToHashSet(), counts.Keys.ToHashSet());
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void Our_topics_reach_exactly_the_peers_that_ask_for_no_more_than_is_offered(PeerKind kind)
    {
        using var node = Context.CreateNode("writer");
        var heard = new LogListener(node);
        var publishers =
            Profiles.ToDictionary(item => item.Key, item => node.CreatePublisher<Text>($"/qos/{item.Key}", item.Value));
        using var timer = node.CreateWallTimer(TimeSpan.FromMilliseconds(50), () =>
        {
            foreach (var publisher in publishers.Values)
            {
                publisher.Publish(new Text { Data = "ours" });
            }
        });

        using var peer = Peer.Start(kind, "listen", "rt/qos");

        Wait(() => Pairs().Where(IsCompatible).All(pair => peer.Printed.Count(line => line == $"{pair.Offered} {pair.Requested} ours") >= 5),
            "texts of all compatible pairs");
        WaitForReasons(heard, "a subscription on '/qos/{0}' wants an incompatible QoS");
        Assert.Equal(Pairs().Where(IsCompatible).Select(pair => $"{pair.Offered} {pair.Requested} ours").ToHashSet(),
            peer.Printed.ToHashSet());
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void What_a_peer_said_before_we_came_is_told_to_a_transient_local_subscription_only(PeerKind kind)
    {
        using var peer = Peer.Start(kind, "talk-once", "rt/late", "said before");
        WaitForLine(peer, "written");
        using var node = Context.CreateNode("late");
        var (latched, volatiles) = (new ConcurrentQueue<string>(), 0);
        node.CreateSubscription<Text>("/late", QosProfile.Default, _ => volatiles++);
        node.CreateSubscription<Text>("/late", QosProfile.Latched, text => latched.Enqueue(text.Data));

        Wait(() => !latched.IsEmpty, "the text");

        Assert.Equal(["said before"], latched);
        Assert.Equal(0, volatiles);
    }

    [SkippableTheory]
    [InlineData(PeerKind.Cyclone)]
    [InlineData(PeerKind.Fast)]
    public void What_we_said_last_before_a_peer_came_is_told_to_its_transient_local_reader(PeerKind kind)
    {
        using var node = Context.CreateNode("early");
        var publisher = node.CreatePublisher<Text>("/early/reliable_transient_local", QosProfile.Latched);
        publisher.Publish(new Text { Data = "overwritten" });
        publisher.Publish(new Text { Data = "kept" });

        using var peer = Peer.Start(kind, "listen", "rt/early");

        WaitForLine(peer, "reliable_transient_local reliable_transient_local kept");
        Assert.DoesNotContain(peer.Printed, line => line.Contains("overwritten", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Offered, string Requested)> Pairs() =>
        from offered in Profiles.Keys from requested in Profiles.Keys select (offered, requested);

    private static bool IsCompatible((string Offered, string Requested) pair) =>
        LacksReliability(pair) is false && LacksDurability(pair) is false;

    private static bool LacksReliability((string Offered, string Requested) pair) =>
        Profiles[pair.Offered].Reliability == ReliabilityPolicy.BestEffort &&
            Profiles[pair.Requested].Reliability == ReliabilityPolicy.Reliable;

    private static bool LacksDurability((string Offered, string Requested) pair) =>
        Profiles[pair.Offered].Durability == DurabilityPolicy.Volatile &&
            Profiles[pair.Requested].Durability == DurabilityPolicy.TransientLocal;

    // Of several refusals within a second the log tells the last, and of what is lacking in both respects either one.
    private static void WaitForReasons(LogListener heard, string format)
    {
        foreach (var offered in Profiles.Keys)
        {
            var text = string.Format(null, format, offered);
            var pairs = Pairs().Where(pair => pair.Offered == offered).ToArray();
            var (reliability, durability) = (pairs.Any(LacksReliability), pairs.Any(LacksDurability));
            Wait(() => (!reliability && !durability) || heard.Has(text), $"a warning of {offered}");
            Assert.True(reliability || !heard.Has(text, "RELIABILITY"), offered);
            Assert.True(durability || !heard.Has(text, "DURABILITY"), offered);
        }
    }
}
