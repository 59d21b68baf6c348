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
        var publishers = new[] { "a", "b", "c" }.Select(topic => talker.CreatePublisher<StringMessage>(topic, new QosProfile { History = HistoryPolicy.KeepAll })).ToArray();
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
        await foreach (var message in listener.ReadAllAsync<StringMessage>("numbers", QosProfile.Latched with { Depth = 3 }))
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
