using Ros2DotNet.Dds;
using Ros2DotNet.Messages.SensorMsgs;
using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Tests;

[Collection("dds")]
public sealed class IntraProcessTests : TestDomain
{
    private static readonly NodeOptions Local = new() { IntraProcess = true };

    [Fact]
    public void Nodes_of_one_process_share_the_memory_of_a_message()
    {
        using var camera = First.CreateNode("camera", options: Local);
        using var first = First.CreateNode("first", options: Local);
        using var second = First.CreateNode("second", options: Local);
        using var remote = Second.CreateNode("remote");
        var addresses = new List<nint>();
        var kept = new List<MessageLoan>();
        var remotely = 0;
        void Keep(MessageLoan loan)
        {
            lock (kept)
            {
                kept.Add(loan);
                addresses.Add(loan.Address);
            }
        }

        first.CreateLoanedSubscription<Image>("image", QosProfile.Default, Keep);
        second.CreateLoanedSubscription<Image>("image", QosProfile.SensorData, Keep);
        remote.CreateSubscription<Image>("image", QosProfile.Default, _ => Interlocked.Increment(ref remotely));
        var publisher = camera.CreatePublisher<Image>("image", QosProfile.Default);
        PrivateDomain.WaitFor(() => publisher.SubscriberCount == 3, "two here and one elsewhere");
        var image = new Image { Width = 640, Height = 480, Encoding = "mono8", Step = 640 };
        image.Data.Resize(640 * 480);
        image.Data[12345] = 99;

        publisher.Publish(image);

        PrivateDomain.WaitFor(() => Volatile.Read(ref remotely) == 1, "the message elsewhere");
        PrivateDomain.WaitFor(() =>
        {
            lock (kept)
            {
                return kept.Count == 2;
            }
        }, "two loans");
        Thread.Sleep(50);
        Assert.Equal(2, kept.Count);
        Assert.Single(addresses.Distinct());
        Assert.Equal(99, new ImageView(kept[0].Cdr).Data[12345]);
        kept.ForEach(loan => loan.Dispose());
    }

    [Fact]
    public void A_slow_subscription_keeps_the_newest_and_counts_what_it_lost()
    {
        using var node = First.CreateNode("node", options: Local);
        using var gate = new ManualResetEventSlim();
        using var busy = new ManualResetEventSlim();
        var heard = new List<string>();
        var subscription =
            node.CreateSubscription<StringMessage>("numbers", QosProfile.Default with { Depth = 2 }, message =>
        {
            busy.Set();
            gate.Wait();
            lock (heard)
            {
                heard.Add(message.Data);
            }
        });
        var publisher = node.CreatePublisher<StringMessage>("numbers", QosProfile.Default);
        publisher.Publish(new StringMessage { Data = "0" });
        Assert.True(busy.Wait(Soon));
        for (var i = 1; i <= 5; i++)
        {
            publisher.Publish(new StringMessage { Data = $"{i}" });
        }

        gate.Set();
        PrivateDomain.WaitFor(() =>
        {
            lock (heard)
            {
                return heard.Count == 3;
            }
        }, "three messages");
        Assert.Equal(["0", "4", "5"], heard);
        Assert.Equal(3, subscription.Lost);
    }

    [Fact]
    public void Nothing_managed_is_allocated_per_message_and_every_block_comes_back()
    {
        var outstanding = SerdataPool.Outstanding;
        var loans = MessageLoan.Outstanding;
        var node = First.CreateNode("node", options: Local);
        var received = 0;
        node.CreateLoanedSubscription<Image>("image", QosProfile.Default with { Depth = 100 }, loan =>
        {
            loan.Dispose();
            Interlocked.Increment(ref received);
        });
        var publisher = node.CreatePublisher<Image>("image", QosProfile.Default);
        var image = new Image { Encoding = "mono8" };
        image.Data.Resize(1000);
        SteadyState.AllocatesNothing(i =>
        {
            publisher.Publish(image);
            while (Volatile.Read(ref received) <= i)
            {
                Thread.Yield();
            }
        }, 1000);

        node.Dispose();
        PrivateDomain.WaitFor(() => MessageLoan.Outstanding == loans, "the return of all loans");
        PrivateDomain.WaitFor(() => SerdataPool.Outstanding <= outstanding + 8, "the return of all blocks");
    }

    [Fact]
    public void A_publisher_that_ignores_its_own_participant_does_so_here_too()
    {
        using var node = First.CreateNode("node", options: Local);
        var subscription = node.CreateSubscription<StringMessage>("a", QosProfile.Default, _ => { });
        var publisher = node.CreatePublisher<StringMessage>("a", QosProfile.Default with { IgnoreLocal = true });

        publisher.Publish(new StringMessage());
        Thread.Sleep(50);

        Assert.Equal((0, 0, 0L), (publisher.SubscriberCount, subscription.PublisherCount, subscription.Received));
    }

    [Fact]
    public async Task A_handler_may_end_its_subscription_while_a_message_comes_the_other_way()
    {
        using var node = First.CreateNode("node",
            options: new NodeOptions { IntraProcess = true, Executor = First.CreateExecutor(2) });
        using var remote = Second.CreateNode("remote");
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var ended = new TaskCompletionSource();
        Subscription? subscription = null;
        subscription = node.CreateLoanedSubscription<StringMessage>("a", QosProfile.Default, loan =>
        {
            loan.Dispose();
            entered.Set();
            goOn.Wait();
            subscription!.Dispose();
            ended.SetResult();
        });
        var here = node.CreatePublisher<StringMessage>("a", QosProfile.Default);
        var there = remote.CreatePublisher<StringMessage>("a", QosProfile.Default);
        PrivateDomain.WaitFor(() => there.SubscriberCount == 1, "the match");
        here.Publish(new StringMessage());
        Assert.True(entered.Wait(Soon));
        there.Publish(new StringMessage());
        Assert.True(there.WaitForAcknowledgements(Soon));
        await Task.Delay(100);
        goOn.Set();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void A_best_effort_publisher_does_not_serve_a_reliable_subscription_here_either()
    {
        using var node = First.CreateNode("node", options: Local);
        var subscription = node.CreateSubscription<StringMessage>("a", QosProfile.Default, _ => { });
        var publisher = node.CreatePublisher<StringMessage>("a", QosProfile.SensorData);

        publisher.Publish(new StringMessage());
        Thread.Sleep(50);

        Assert.Equal((0, 0, 0L), (publisher.SubscriberCount, subscription.PublisherCount, subscription.Received));
    }
}
