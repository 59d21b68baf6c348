using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Tests;

/// <summary>A bag that no longer fits its disk is closed whole, with everything that did fit.</summary>
public sealed class DiskFullTests
{
    [SkippableTheory]
    [InlineData(BagStorage.Mcap, BagCompressionMode.None, 50_000)]
    [InlineData(BagStorage.Mcap, BagCompressionMode.Chunk, 50_000)]
    [InlineData(BagStorage.Mcap, BagCompressionMode.None, 3_000_000)]
    [InlineData(BagStorage.Sqlite3, BagCompressionMode.None, 50_000)]
    public void A_full_disk_leaves_a_whole_bag_and_a_clear_error(BagStorage storage, BagCompressionMode mode,
        int messageBytes)
    {
        using var disk = new SmallDisk(8);
        var folder = disk["bag"];
        var data = new byte[messageBytes];
        new Random(1).NextBytes(data);
        var writer = new BagWriter(folder, new BagWriteOptions
        {
            Storage = storage,
            CompressionMode = mode,
            ChunkCompression = ChunkCompression.Lz4,
            FlushInterval = TimeSpan.FromMilliseconds(50),
        });
        var topic = writer.AddTopic(BagSample.Chatter);
        writer.AddTopic(BagSample.Temperatures);
        var error = Assert.Throws<BagException>(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                writer.Write(topic, i, data);
            }
        });
        Assert.Matches("No space left|full", error.Message);
        Assert.Contains("bag_0.", error.Message);
        Assert.Equal(error.Message, Assert.Throws<BagException>(() => writer.Close()).Message);

        var report = BagCheck.Run(folder);
        Assert.Empty(report.Problems);
        Assert.True(report.MessageCount > 0);
        using var bag = Bag.Open(folder);
        Assert.True(bag.HasMetadataFile);
        Assert.Equal(report.MessageCount, bag.Metadata.MessageCount);
        using var cursor = bag.ReadMessages();
        for (var i = 0; cursor.MoveNext(); i++)
        {
            Assert.Equal(i, cursor.Current.LogTimeNs);
            Assert.True(cursor.Current.Data.SequenceEqual(data));
        }
    }
}
