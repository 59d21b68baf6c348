using Ros2DotNet.Filters;
using Ros2DotNet.Messages.SensorMsgs;

namespace Ros2DotNet.Tests.Filters;

[Collection("dds")]
public sealed class SynchronizerTests
{
    [Fact]
    public void Exact_time_brings_equal_stamps_together_and_drops_what_is_older()
    {
        var sets = new List<string>();
        using var synchronizer = new Synchronizer<Item, Item,
        Item>(new ExactTime(), (a, b, c) => sets.Add($"{a} {b} {c}"));
        Item[] items = [new(0, 1), new(1, 1), new(0, 2), new(2, 2), new(1, 2), new(2, 1), new(0, 3), new(0, 3)];
        foreach (var item in items)
        {
            var input = item.Input == 0 ? synchronizer.First : item.Input == 1
                ? synchronizer.Second
                : synchronizer.Third;
            if (item.Input != 2 || item.StampNs != 1)
            {
                input.Add(item, new RosTime(item.StampNs));
            }
        }

        Assert.Equal(["0@2 1@2 2@2"], sets);
        // The two of 1 are outdated, the first 3 is replaced.
        Assert.Equal((1, 3), (synchronizer.Published, synchronizer.Dropped));
        Assert.Equal([1, 1, 0, 0, 0, 0, 1, 0], items.Select(item => item.Disposals));
        synchronizer.Dispose();
        Assert.Equal(1, items[^1].Disposals);
        synchronizer.First.Add(items[5], default);
        Assert.Equal(1, items[5].Disposals);
    }

    [Fact]
    public void Exact_time_keeps_as_many_unfinished_sets_as_the_queue_is_long()
    {
        using var synchronizer = new Synchronizer<Item, Item>(new ExactTime { QueueSize = 2 }, (_, _) => { });
        Item[] items = [new(0, 1), new(0, 2), new(0, 3)];
        foreach (var item in items)
        {
            synchronizer.First.Add(item, new RosTime(item.StampNs));
        }

        Assert.Equal([1, 0, 0], items.Select(item => item.Disposals));
        synchronizer.First.Add(new Item(0, 1), new RosTime(1));
        Assert.Equal(3, synchronizer.Dropped);
    }

    [Fact]
    public void A_handler_may_add_messages()
    {
        var sets = 0;
        Synchronizer<Item, Item, Item, Item>? synchronizer = null;
        synchronizer = new Synchronizer<Item, Item, Item, Item>(new ExactTime(), (a, b, c, d) =>
        {
            if (++sets == 1)
            {
                AddAll(2);
            }

            Assert.Equal([0, 1, 2, 3], new[] { a, b, c, d }.Select(item => item.Input));
        });
        AddAll(1);
        Assert.Equal(2, sets);

        void AddAll(long stampNs)
        {
            synchronizer!.First.Add(new Item(0, stampNs), new RosTime(stampNs));
            synchronizer.Second.Add(new Item(1, stampNs), new RosTime(stampNs));
            synchronizer.Third.Add(new Item(2, stampNs), new RosTime(stampNs));
            synchronizer.Fourth.Add(new Item(3, stampNs), new RosTime(stampNs));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_handler_that_throws_loses_its_set_and_no_other(bool exact)
    {
        var sets = new List<long>();
        using var synchronizer = new Synchronizer<Item, Item>(
            exact ? new ExactTime { QueueSize = 2 } : new ApproximateTime { QueueSize = 2 }, (first, _) =>
            {
                sets.Add(first.StampNs);
                throw new InvalidOperationException("by the handler");
            });
        for (var i = 0; i < 20; i++)
        {
            var stamp = new RosTime(1000 * i);
            Record.Exception(() => synchronizer.First.Add(new Item(0, stamp.Nanoseconds), stamp));
            Record.Exception(() => synchronizer.Second.Add(new Item(1, stamp.Nanoseconds), stamp));
        }

        Assert.Equal(Enumerable.Range(0, sets.Count).Select(i => 1000L * i), sets);
        Assert.InRange(sets.Count, 19, 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_managed_is_allocated_per_message(bool exact)
    {
        var sets = 0;
        using var synchronizer = new Synchronizer<Item,
        Item>(exact ? new ExactTime() : new ApproximateTime(), (_, _) => sets++);
        var item = new Item(0, 0);
        var steps = SteadyState.AllocatesNothing(i =>
        {
            synchronizer.First.Add(item, new RosTime(1000 * i));
            // Sometimes a partner is missing.
            if (i % 7 != 0)
            {
                synchronizer.Second.Add(item, new RosTime(1000 * i));
            }
        }, 1000);

        Assert.True(sets > steps * 3 / 4);
    }

    [Fact]
    public void A_policy_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Synchronizer<Item,
            Item>(new ExactTime { QueueSize = 0 }, (_, _) => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Synchronizer<Item,
            Item>(new ApproximateTime { AgePenalty = -1 }, (_, _) => { }));
        var error = Assert.Throws<ArgumentException>(() => new Synchronizer<Item, Item>(
            new ApproximateTime { InterMessageLowerBounds = [TimeSpan.Zero] }, (_, _) => { }));
        Assert.Contains("1 lower bounds are given for 2 inputs", error.Message);
    }

    [Fact]
    public void Image_and_calibration_of_two_topics_come_together_where_they_lie()
    {
        PrivateDomain.Use();
        using var context = new RosContext([]);
        var node = context.CreateNode("pair");
        var before = MessageLoan.Outstanding;
        var pairs = 0;
        using var synchronizer = new Synchronizer<MessageLoan, CameraInfo>(new ExactTime(), (image, info) =>
        {
            using (image)
            {
                Assert.Equal(new ImageView(image.Cdr).Header.Stamp.Nanosec, info.Header.Stamp.Nanosec);
            }

            Interlocked.Increment(ref pairs);
        });
        synchronizer.First.SubscribeLoaned<Image>(node, "image", QosProfile.Default);
        synchronizer.Second.Subscribe(node, "camera_info", QosProfile.Default);
        var images = node.CreatePublisher<Image>("image", QosProfile.Default);
        var infos = node.CreatePublisher<CameraInfo>("camera_info", QosProfile.Default);
        PrivateDomain.WaitFor(() => images.SubscriberCount == 1 && infos.SubscriberCount == 1, "the match");
        for (var i = 1; i <= 5; i++)
        {
            var stamp = new RosTime(i);
            var (image, info) = (new Image(), new CameraInfo());
            stamp.CopyTo(image.Header.Stamp);
            stamp.CopyTo(info.Header.Stamp);
            images.Publish(image);
            if (i != 3)
            {
                infos.Publish(info);
            }
        }

        PrivateDomain.WaitFor(() => Volatile.Read(ref pairs) == 4, "four pairs");
        Assert.Equal(1, synchronizer.Dropped);
        PrivateDomain.WaitFor(() => MessageLoan.Outstanding == before, "the return of every loan");
        var error = Assert.Throws<ArgumentException>(
            () => synchronizer.First.SubscribeLoaned<Ros2DotNet.Messages.StdMsgs.String>(node, "text",
                QosProfile.Default));
        Assert.Contains("std_msgs/msg/String does not begin with a header", error.Message);
    }
}
