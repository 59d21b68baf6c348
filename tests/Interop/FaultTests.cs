using System.Globalization;
using Ros2DotNet;
using Ros2DotNet.Dds;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;
using Text = Ros2DotNet.Messages.StdMsgs.String;

namespace Interop;

/// <summary>
/// Cut cables and killed peers, in networks of their own: traffic resumes, memory comes back, nothing hangs.
/// </summary>
[Trait("Category", "Soak")]
public sealed class FaultTests : IDisposable
{
    private const int ImageBytes = 300_000;

    // The suite has a short slice with short leases; scripts/soak has the real ones.
    private static readonly int Rounds;
    private static readonly bool IsSoak =
        int.TryParse(Environment.GetEnvironmentVariable("EDGE_PERCEPTION_SOAK_FAULTS"), CultureInfo.InvariantCulture,
            out Rounds);
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(IsSoak ? 10 : 4);
    private static readonly string Configuration = Configured(leaseSeconds: IsSoak ? 10 : 2);

    private readonly NetworkLink _link = new();
    private readonly RosContext _context;
    private readonly Node _node;
    private readonly Publisher<RosImage> _publisher;
    private readonly RosTimer _timer;
    private readonly RosImage _image = new() { Width = 100, Height = 1000, Encoding = "rgb8", Step = 300 };
    private long _heard;

    public FaultTests()
    {
        Environment.SetEnvironmentVariable("ROS_DOMAIN_ID", "77");
        Environment.SetEnvironmentVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", "SUBNET");
        Environment.SetEnvironmentVariable("ROS_DISTRO", null);
        Environment.SetEnvironmentVariable("CYCLONEDDS_URI", Configuration);
        _context = _link.Ours.Make(() => new RosContext([]));
        _node = _context.CreateNode("survivor");
        _node.CreateSubscription<Text>("/peer/reliable_volatile", QosProfile.Default,
            _ => Interlocked.Increment(ref _heard));
        _publisher = _node.CreatePublisher<RosImage>("/our/image", QosProfile.Default);
        _image.Data.Resize(ImageBytes);

        // A timer of its own executor: a publisher that blocks must not keep the subscription from being served.
        _timer = _context.CreateExecutor().AddTimer(TimeSpan.FromMilliseconds(50), () =>
        {
            _image.Header.Stamp.Sec++;
            _publisher.Publish(_image);
        });
    }

    public void Dispose()
    {
        _context.Dispose();
        _link.Dispose();
    }

    [SkippableFact]
    public void Traffic_resumes_when_a_cable_that_was_cut_is_whole_again()
    {
        using var talker = StartPeer("talk", "rt/peer");
        using var counter = StartPeer("count-images", "rt/our/image");
        WaitForTraffic(counter);
        var blocks = SerdataPool.Allocated;
        for (var round = 0; round < Math.Max(1, Rounds); round++)
        {
            _link.Cut();
            PeerDomain.Wait(() => IsSilent(counter), "the end of what was under way");
            var (heard, printed) = (Interlocked.Read(ref _heard), counter.Printed.Length);
            Thread.Sleep(Cut - TimeSpan.FromSeconds(1));
            Assert.Equal((heard, printed), (Interlocked.Read(ref _heard), counter.Printed.Length));
            _link.Restore();
            WaitForTraffic(counter);
        }

        AssertMemoryIsBack(blocks);
    }

    [SkippableFact]
    public void A_killed_peer_leaves_the_graph_and_its_successor_is_taken_up()
    {
        var blocks = 0L;
        for (var round = 0; round <= Math.Max(1, Rounds); round++)
        {
            using (StartPeer("talk", "rt/peer"))
            using (var counter = StartPeer("count-images", "rt/our/image"))
            {
                WaitForTraffic(counter);
                PeerDomain.Wait(() => PeerGids().Length == 2, "the peers' endpoints");
                blocks = round == 0 ? SerdataPool.Allocated : blocks;
            }

            PeerDomain.Wait(() => PeerGids().Length == 0 && _publisher.SubscriberCount == 0,
                "the end of the peers' endpoints");
        }

        AssertMemoryIsBack(blocks);
    }

    [SkippableFact]
    public void A_publisher_that_a_silent_peer_holds_up_does_not_hold_up_the_end_of_its_context()
    {
        _timer.Dispose();
        using var counter =
            Peer.StartIn(_link.Theirs, Configured(leaseSeconds: 60), PeerKind.Cyclone, "count-images", "rt/our/all");
        var publisher = _node.CreatePublisher<RosImage>("/our/all", new QosProfile { History = HistoryPolicy.KeepAll });
        PeerDomain.Wait(() => publisher.SubscriberCount == 1, "the peer");
        _link.Cut();
        var published = 0L;
        var publishing = new Thread(() =>
        {
            try
            {
                while (true)
                {
                    publisher.Publish(_image);
                    Interlocked.Increment(ref published);
                }
            }
            catch (DdsException)
            {
                // The publisher is gone: nobody can send on it.
            }
        });
        publishing.Start();
        PeerDomain.Wait(() => IsStill(ref published), "the publisher's wait for acknowledgements");

        var disposing = Task.Run(_context.Dispose);

        Assert.True(disposing.Wait(TimeSpan.FromMinutes(3)), "the context does not end");
        Assert.True(publishing.Join(TimeSpan.FromMinutes(3)), "the publisher does not end");
        PeerDomain.Wait(() => SerdataPool.Outstanding == 0, "the last block");
    }

    private bool IsSilent(Peer counter)
    {
        var before = (Interlocked.Read(ref _heard), counter.Printed.Length);
        Thread.Sleep(2000);
        return before == (Interlocked.Read(ref _heard), counter.Printed.Length);
    }

    private static bool IsStill(ref long counter)
    {
        var before = Interlocked.Read(ref counter);
        Thread.Sleep(1000);
        return Interlocked.Read(ref counter) == before;
    }

    private static string Configured(int leaseSeconds) =>
        $"<CycloneDDS><Domain><Discovery><LeaseDuration>{leaseSeconds}s</LeaseDuration></Discovery></Domain></CycloneDDS>";

    private Peer StartPeer(params string[] arguments) =>
        Peer.StartIn(_link.Theirs, Configuration, PeerKind.Cyclone, arguments);

    // On topics that we share with the peers: what is not ours is theirs.
    private string[] PeerGids()
    {
        var endpoints =
            _context.Graph.GetEndpoints("/peer/reliable_volatile").Concat(_context.Graph.GetEndpoints("/our/image"));
        return [.. endpoints.Where(endpoint => endpoint.Node != "/survivor").Select(endpoint => endpoint.Gid)];
    }

    private void WaitForTraffic(Peer counter)
    {
        var (heard, printed) = (Interlocked.Read(ref _heard), counter.Printed.Length);
        PeerDomain.Wait(() => Interlocked.Read(ref _heard) >= heard + 10 && counter.Printed.Length >= printed + 10,
            "traffic both ways");
        Assert.EndsWith($" {ImageBytes}", counter.Printed[^1]);
    }

    private void AssertMemoryIsBack(long blocksOfTheStart)
    {
        _timer.Dispose();
        PeerDomain.Wait(() => MessageLoan.Outstanding == 0, "the last loan");

        // What is kept for late joiners: the node's state in the graph, its log lines. No image is among it.
        PeerDomain.Wait(() => SerdataPool.Outstanding <= 32, $"the last block ({SerdataPool.Outstanding} are out)");
        Assert.InRange(SerdataPool.Allocated - blocksOfTheStart, 0, 32);
    }
}
