using StringMessage = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Tests;

[Collection("dds")]
public sealed class ExecutorTests : TestDomain
{
    [Fact]
    public void A_node_of_several_threads_runs_its_handlers_at_once_and_each_of_them_singly()
    {
        var pool = First.CreateExecutor(3);
        using var node = First.CreateNode("busy", options: new NodeOptions { Executor = pool });
        using var talker = Second.CreateNode("talker");
        using var both = new Barrier(2);
        int met = 0, inside = 0, overlaps = 0, handled = 0;
        void Meet()
        {
            Interlocked.Add(ref met, both.SignalAndWait(Soon) ? 1 : 0);
        }

        node.CreateSubscription<StringMessage>("a", QosProfile.Default, _ => Meet());
        node.CreateSubscription<StringMessage>("b", QosProfile.Default, _ => Meet());
        node.CreateSubscription<StringMessage>("c", new QosProfile { History = HistoryPolicy.KeepAll }, _ =>
        {
            overlaps += Interlocked.Increment(ref inside) > 1 ? 1 : 0;
            Thread.Sleep(1);
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref handled);
        });
        var all = new QosProfile { History = HistoryPolicy.KeepAll };
        Publisher<StringMessage>[] publishers =
            [.. new[] { "a", "b", "c" }.Select(topic => talker.CreatePublisher<StringMessage>(topic, all))];
        PrivateDomain.WaitFor(() => publishers.All(publisher => publisher.SubscriberCount == 1), "the matches");

        publishers[0].Publish(new StringMessage());
        publishers[1].Publish(new StringMessage());
        for (var i = 0; i < 50; i++)
        {
            publishers[2].Publish(new StringMessage());
        }

        PrivateDomain.WaitFor(() => Volatile.Read(ref handled) == 50 && Volatile.Read(ref met) == 2, "all handlers");
        Assert.Equal(0, overlaps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_that_is_slower_than_its_topic_leaves_others_their_turn(bool inProcess)
    {
        using var node = First.CreateNode("busy", options: new NodeOptions { IntraProcess = inProcess });
        using var talker = (inProcess ? First : Second).CreateNode("talker");
        var qos = QosProfile.SensorData with { Depth = 100 };
        var others = 0;
        node.CreateSubscription<StringMessage>("flood", qos, _ => Thread.Sleep(2));
        node.CreateSubscription<StringMessage>("other", QosProfile.Default, _ => Interlocked.Increment(ref others));
        var flood = talker.CreatePublisher<StringMessage>("flood", qos);
        var other = talker.CreatePublisher<StringMessage>("other", QosProfile.Default);
        PrivateDomain.WaitFor(() => flood.SubscriberCount == 1 && other.SubscriberCount == 1, "the matches");
        var message = new StringMessage();
        for (var i = 0; i < 100; i++)
        {
            flood.Publish(message);
        }

        other.Publish(message);

        PrivateDomain.WaitFor(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                flood.Publish(message);
            }

            return Volatile.Read(ref others) == 1;
        }, "the other message", seconds: 60);
    }

    [Fact]
    public async Task A_topic_whose_history_keeps_all_is_read_whole()
    {
        using var listener = First.CreateNode("listener");
        using var talker = First.CreateNode("talker");
        var all = QosProfile.Latched with { History = HistoryPolicy.KeepAll };
        var publisher = talker.CreatePublisher<StringMessage>("numbers", all with { Depth = 100 });
        for (var i = 0; i < 50; i++)
        {
            publisher.Publish(new StringMessage { Data = $"{i}" });
        }

        var heard = 0;
        await foreach (var message in listener.ReadAllAsync<StringMessage>("numbers", all))
        {
            Assert.Equal($"{heard}", message.Data);
            if (++heard == 50)
            {
                break;
            }

            // What comes meanwhile waits.
            await Task.Delay(heard < 3 ? 50 : 0);
        }
    }

    [Fact]
    public void A_context_that_is_disposed_is_forgotten()
    {
        var context = Disposed();
        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Disposed()
        {
            var context = new RosContext([]);
            using (context)
            {
                context.CreateNode("node").CreateWallTimer(TimeSpan.FromSeconds(1), () => { });
            }

            return new WeakReference(context);
        }
    }

    [Fact]
    public async Task A_topic_is_read_with_await_foreach()
    {
        using var listener = First.CreateNode("listener");
        using var talker = Second.CreateNode("talker");
        var publisher = talker.CreatePublisher<StringMessage>("numbers", QosProfile.Latched with { Depth = 3 });
        foreach (var number in new[] { "one", "two", "three" })
        {
            publisher.Publish(new StringMessage { Data = number });
        }

        var heard = new List<string>();
        var lastThree = QosProfile.Latched with { Depth = 3 };
        await foreach (var message in listener.ReadAllAsync<StringMessage>("numbers", lastThree))
        {
            heard.Add(message.Data);
            if (heard.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["one", "two", "three"], heard);
    }
}
