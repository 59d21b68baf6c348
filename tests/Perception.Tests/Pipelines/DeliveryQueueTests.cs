using Perception.Pipelines;

namespace Perception.Tests.Pipelines;

public sealed class DeliveryQueueTests
{
    private static readonly DeliveryPolicy Latest = new(DeliveryMode.Latest);

    [Fact]
    public void A_newer_item_replaces_the_one_that_waits_and_that_is_counted_and_disposed()
    {
        var queue = new DeliveryQueue<Item>([Latest]);
        var items = Items(3);
        Array.ForEach(items, item => queue.Give(0, item));
        Assert.True(queue.TryTake(out var taken, out _, out _));
        Assert.Same(items[2], taken);
        Assert.Equal((3, 2, 0), (queue.Received(0), queue.Displaced(0), queue.Aged(0)));
        Assert.Equal([1, 1, 0], items.Select(item => item.Disposals));
    }

    [Fact]
    public void A_queue_keeps_order_and_gives_up_its_oldest()
    {
        var queue = new DeliveryQueue<Item>([new DeliveryPolicy(DeliveryMode.Queue, Capacity: 2)]);
        var items = Items(4);
        Array.ForEach(items, item => queue.Give(0, item));
        Assert.Equal([2, 3], Take(queue, 2).Select(item => item.Number));
        Assert.Equal(2, queue.Displaced(0));
    }

    [Fact]
    public void Senders_are_served_in_turn_however_much_one_of_them_sends()
    {
        var policy = new DeliveryPolicy(DeliveryMode.Queue, Capacity: 100);
        var queue = new DeliveryQueue<Item>([policy, policy, policy]);
        for (var i = 0; i < 30; i++) queue.Give(0, new Item(0));
        for (var i = 0; i < 3; i++) queue.Give(1, new Item(1));
        for (var i = 0; i < 5; i++) queue.Give(2, new Item(2));
        Assert.Equal([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 0, 2, 0, 0], Take(queue, 15).Select(item => item.Number));
    }

    [Fact]
    public void What_waited_too_long_is_dropped_and_others_are_served_in_its_place()
    {
        var queue = new DeliveryQueue<Item>(
            [new DeliveryPolicy(DeliveryMode.Queue, 4, TimeSpan.FromTicks(1)), Latest]);
        var items = Items(3);
        queue.Give(0, items[0]);
        queue.Give(0, items[1]);
        queue.Give(1, items[2]);
        Thread.Sleep(1);
        Assert.True(queue.TryTake(out var taken, out var lane, out var waited));
        Assert.Equal((items[2], 1, 2), (taken, lane, queue.Aged(0)));
        Assert.True(waited >= TimeSpan.FromMilliseconds(1));
        Assert.Equal([1, 1, 0], items.Select(item => item.Disposals));
    }

    [Fact]
    public void A_sender_that_blocks_loses_nothing()
    {
        var queue = new DeliveryQueue<Item>([new DeliveryPolicy(DeliveryMode.Block, Capacity: 2)]);
        var sender = new Thread(() =>
        {
            for (var i = 0; i < 1000; i++) queue.Give(0, new Item(i));
        });
        sender.Start();
        Assert.Equal(Enumerable.Range(0, 1000), Take(queue, 1000).Select(item => item.Number));
        sender.Join();
        Assert.Equal(0, queue.Displaced(0));
    }

    [Fact]
    public void Closing_disposes_what_waits_and_wakes_both_sides()
    {
        var queue = new DeliveryQueue<Item>([new DeliveryPolicy(DeliveryMode.Block)]);
        var items = Items(3);
        queue.Give(0, items[0]);
        var sender = new Thread(() => queue.Give(0, items[1]));
        sender.Start();
        while (sender.ThreadState != ThreadState.WaitSleepJoin) Thread.Sleep(1);
        queue.Close();
        sender.Join();
        Assert.False(queue.Give(0, items[2]));
        Assert.False(queue.TryTake(out _, out _, out _));
        Assert.All(items, item => Assert.Equal(1, item.Disposals));
    }

    [Fact]
    public void Passing_items_allocates_nothing()
    {
        var queue = new DeliveryQueue<Item>([Latest, new DeliveryPolicy(DeliveryMode.Queue, 3)]);
        var item = new Item(0);
        SteadyState.AllocatesNothing(() =>
        {
            queue.Give(0, item);
            queue.Give(1, item);
            queue.Give(1, item);
            for (var i = 0; i < 3; i++) queue.TryTake(out _, out _, out _);
        }, 100);
    }

    private static Item[] Items(int count) => [.. Enumerable.Range(0, count).Select(i => new Item(i))];

    private static List<Item> Take(DeliveryQueue<Item> queue, int count)
    {
        var items = new List<Item>();
        for (var i = 0; i < count; i++)
        {
            Assert.True(queue.TryTake(out var item, out _, out _));
            items.Add(item);
        }

        return items;
    }

    private sealed class Item(int number) : IDisposable
    {
        public int Number { get; } = number;

        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
