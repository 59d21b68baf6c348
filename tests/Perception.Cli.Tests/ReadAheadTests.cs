using System.Buffers;
using Perception.Cli.Bags;
using Ros2DotNet.Bags;

namespace Perception.Cli.Tests;

public sealed class ReadAheadTests
{
    [SkippableFact]
    public void Reading_ahead_gives_the_same_bytes_in_the_same_order_every_time()
    {
        using var bag = Bag.Open(Workspace.Shared("data", "rosbag2", "mcap", "wbag"));
        var expected = new List<string>();
        using (var cursor = bag.ReadMessages())
        {
            while (cursor.MoveNext())
            {
                expected.Add($"{cursor.Current.Topic.Name} {cursor.Current.LogTimeNs} {Convert.ToHexString(cursor.Current.Data)}");
            }
        }

        for (var round = 0; round < 2; round++)
        {
            var read = new List<string>();
            using var messages = new ReadAhead(bag, BagFilter.Everything);
            while (messages.TryTake(out var message))
            {
                read.Add($"{message.Topic.Name} {message.LogTimeNs} {Convert.ToHexString(message.Data)}");
                ArrayPool<byte>.Shared.Return(message.Buffer);
            }

            Assert.Equal(expected, read);
        }
    }

    [SkippableFact]
    public void Reading_ahead_can_be_left_in_the_middle()
    {
        using var bag = Bag.Open(Workspace.Shared("data", "rosbag2", "mcap", "wbag"));
        using var messages = new ReadAhead(bag, BagFilter.Everything);
        Assert.True(messages.TryTake(out var first));
        ArrayPool<byte>.Shared.Return(first.Buffer);
    }
}
