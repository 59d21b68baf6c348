using Ros2DotNet.Bags.Compression;

namespace Ros2DotNet.Bags.Tests;

public sealed class BagRoundTripTests
{
    public static TheoryData<BagStorage, BagCompressionMode, ChunkCompression> Ways => new()
    {
        { BagStorage.Mcap, BagCompressionMode.None, ChunkCompression.None },
        { BagStorage.Mcap, BagCompressionMode.Chunk, ChunkCompression.Lz4 },
        { BagStorage.Mcap, BagCompressionMode.Chunk, ChunkCompression.Zstd },
        { BagStorage.Mcap, BagCompressionMode.File, ChunkCompression.None },
        { BagStorage.Sqlite3, BagCompressionMode.None, ChunkCompression.None },
        { BagStorage.Sqlite3, BagCompressionMode.Message, ChunkCompression.None },
        { BagStorage.Sqlite3, BagCompressionMode.File, ChunkCompression.None },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_split_bag_reads_back_as_one_with_its_topics_and_metadata(BagStorage storage, BagCompressionMode mode,
        ChunkCompression chunks)
    {
        using var temporary = new TemporaryFolder();
        var folder = temporary["bag"];
        var options = new BagWriteOptions
        {
            Storage = storage,
            CompressionMode = mode,
            ChunkCompression = chunks,
            MaximumFileDuration = TimeSpan.FromMilliseconds(300),
            RosDistro = "jazzy",
            CustomData = new Dictionary<string, string> { ["vehicle"] = "a \"b\"\n" },
        };
        var written = BagSample.Write(folder, options);
        Assert.Equal(written, BagSample.Read(folder));

        using var bag = Bag.Open(folder);
        Assert.True(bag.HasMetadataFile);
        Assert.Equal(8, bag.Metadata.Version);
        Assert.Equal(100, bag.Metadata.MessageCount);
        Assert.Equal(4, bag.Metadata.Files.Count);
        Assert.Equal([30L, 30, 30, 10], bag.Metadata.Files.Select(file => file.MessageCount));
        Assert.Equal(bag.StartTimeNs, bag.Metadata.StartingTimeNs);
        Assert.Equal(bag.EndTimeNs - bag.StartTimeNs, bag.Metadata.DurationNs);
        Assert.Equal("a \"b\"\n", bag.Metadata.CustomData["vehicle"]);
        Assert.Equal("jazzy", bag.Metadata.RosDistro);
        Assert.Equal([BagSample.Chatter with { MessageCount = 66 }, BagSample.Temperatures with { MessageCount = 34 }],
            bag.Topics);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Lost_metadata_is_rebuilt_as_it_was(BagStorage storage, BagCompressionMode mode, ChunkCompression chunks)
    {
        using var temporary = new TemporaryFolder();
        var folder = temporary["bag"];
        BagSample.Write(folder, new BagWriteOptions
        {
            Storage = storage,
            CompressionMode = mode,
            ChunkCompression = chunks,
            MaximumFileDuration = TimeSpan.FromMilliseconds(300),
            RosDistro = "jazzy",
        });
        var metadata = Path.Combine(folder, BagMetadata.FileName);
        var before = File.ReadAllText(metadata);
        File.Delete(metadata);
        Bag.Reindex(folder);
        Assert.Equal(before, File.ReadAllText(metadata));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Topics_and_times_can_be_chosen(BagStorage storage, BagCompressionMode mode, ChunkCompression chunks)
    {
        using var temporary = new TemporaryFolder();
        var folder = temporary["bag"];
        var written = BagSample.Write(folder, new BagWriteOptions
        {
            Storage = storage,
            CompressionMode = mode,
            ChunkCompression = chunks,
            MaximumFileDuration = TimeSpan.FromMilliseconds(300),
        });
        long start = 1_700_000_000_200_000_000, end = 1_700_000_000_700_000_000;
        var filter = new BagFilter { Topics = topic => topic.Name == "/chatter", StartTimeNs = start, EndTimeNs = end };
        var expected = written.Where(line => line.StartsWith("/chatter ", StringComparison.Ordinal) &&
            long.Parse(line.Split(' ')[1]) is var time && time >= start && time <= end);
        Assert.Equal(expected, BagSample.Read(folder, filter));
    }

    [Fact]
    public void Typed_messages_come_out_as_they_went_in()
    {
        using var temporary = new TemporaryFolder();
        BagSample.Write(temporary["bag"], BagWriteOptions.Default, 10);
        using var bag = Bag.Open(temporary["bag"]);
        using var cursor = bag.ReadMessages(new BagFilter { Topics = topic => topic.Name == "/temperatures" });
        var message = new Messages.SensorMsgs.Temperature();
        var values = new List<double>();
        while (cursor.MoveNext())
        {
            cursor.Current.Deserialize(message);
            values.Add(message.TemperatureValue);
        }

        Assert.Equal([0, 3, 6, 9], values);
    }

    [Theory]
    [InlineData(BagStorage.Mcap)]
    [InlineData(BagStorage.Sqlite3)]
    public void Reading_costs_no_managed_memory_per_message(BagStorage storage)
    {
        using var temporary = new TemporaryFolder();
        const int Messages = 1400;
        BagSample.Write(temporary["bag"], new BagWriteOptions { Storage = storage },
            (1 + SteadyState.Rounds) * Messages);
        using var bag = Bag.Open(temporary["bag"]);
        using var cursor = bag.ReadMessages();
        Count(cursor, Messages);
        SteadyState.RoundAllocatesNothing(() => Assert.True(Count(cursor, Messages) > Messages));
    }

    [Theory]
    [InlineData(BagStorage.Mcap)]
    [InlineData(BagStorage.Sqlite3)]
    public void Writing_costs_no_managed_memory_per_message(BagStorage storage)
    {
        using var temporary = new TemporaryFolder();
        using var writer = new BagWriter(temporary["bag"],
            new BagWriteOptions { Storage = storage, FlushInterval = TimeSpan.FromHours(1) });
        var topic = writer.AddTopic(BagSample.Chatter);
        var data = new byte[5000];
        SteadyState.AllocatesNothing(i => writer.Write(topic, i, data), 2000);
    }

    [Fact]
    public void A_snapshot_holds_the_last_messages_only()
    {
        using var temporary = new TemporaryFolder();
        var data = new byte[1000];
        using (var writer = new BagWriter(temporary["bag"], new BagWriteOptions { SnapshotBytes = 10_000 }))
        {
            var topic = writer.AddTopic(BagSample.Chatter);
            for (var i = 0; i < 100; i++)
            {
                writer.Write(topic, i, data);
            }

            Assert.Equal(0, writer.MessageCount);
            writer.Snapshot();
            writer.Write(topic, 100, data);
            writer.Snapshot();
            writer.Close();
        }

        using var bag = Bag.Open(temporary["bag"]);
        Assert.Equal([10L, 1], bag.Metadata.Files.Select(file => file.MessageCount));
        Assert.Equal((90, 100), (bag.StartTimeNs, bag.EndTimeNs));
    }

    [Fact]
    public void Options_that_cannot_be_followed_are_refused_before_anything_is_made()
    {
        using var temporary = new TemporaryFolder();
        foreach (var (options, says) in (IEnumerable<(BagWriteOptions, string)>)
        [
            (new BagWriteOptions { FlushInterval = TimeSpan.Zero }, "allowed is above zero and at most a day"),
            (new BagWriteOptions { FlushInterval = TimeSpan.MaxValue }, "allowed is above zero and at most a day"),
            (new BagWriteOptions { ChunkSize = -1 }, "a chunk cannot have -1 bytes"),
            (new BagWriteOptions { CompressionMode = BagCompressionMode.Message }, "choose chunk or file"),
        ])
        {
            var error = Assert.Throws<BagException>(() => new BagWriter(temporary["bag"], options));
            Assert.Contains(says, error.Message);
            Assert.False(Path.Exists(temporary["bag"]));
        }
    }

    [Fact]
    public void Several_bags_are_one_stream_by_time()
    {
        using var temporary = new TemporaryFolder();
        foreach (var (name, first) in (IEnumerable<(string, int)>)[("even/", 0), ("odd", 1)])
        {
            using var writer = new BagWriter(temporary[name]);
            var topic = writer.AddTopic(BagSample.Chatter);
            for (var i = first; i < 100; i += 2)
            {
                writer.Write(topic, i, [(byte)i]);
            }

            writer.Close();
        }

        using var bag = Bag.Open([temporary["odd"], temporary["even"]]);
        Assert.Equal(100, Assert.Single(bag.Topics).MessageCount);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"/chatter {i} {i:X2}"), BagSample.Read(bag));
        Assert.True(File.Exists(Path.Combine(temporary["even"], "even_0.mcap")));
    }

    [Fact]
    public void Files_are_split_by_size()
    {
        using var temporary = new TemporaryFolder();
        BagSample.Write(temporary["bag"], new BagWriteOptions { MaximumFileBytes = 2000 });
        using var bag = Bag.Open(temporary["bag"]);
        Assert.True(bag.Metadata.Files.Count > 3);
        Assert.All(bag.Metadata.Files, file => Assert.True(file.MessageCount > 0));
    }

    [Fact]
    public void Converting_there_and_back_keeps_messages_order_QoS_and_hashes()
    {
        using var temporary = new TemporaryFolder();
        var written = BagSample.Write(temporary["a"], BagWriteOptions.Default);
        Copy(temporary["a"], temporary["b"], BagStorage.Sqlite3);
        Copy(temporary["b"], temporary["c"], BagStorage.Mcap);
        Assert.Equal(written, BagSample.Read(temporary["c"]));
        using var first = Bag.Open(temporary["a"]);
        using var last = Bag.Open(temporary["c"]);
        Assert.Equal(first.Topics, last.Topics);
    }

    private static void Copy(string from, string to, BagStorage storage)
    {
        using var bag = Bag.Open(from);
        using var writer = new BagWriter(to, new BagWriteOptions { Storage = storage });
        var topics = bag.Topics.ToDictionary(topic => topic, writer.AddTopic);
        using var cursor = bag.ReadMessages();
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            writer.Write(topics[message.Topic], message.LogTimeNs, message.Data, message.PublishTimeNs,
                message.Sequence);
        }

        writer.Close();
    }

    private static long Count(BagCursor cursor, int most)
    {
        var bytes = 0L;
        for (var i = 0; i < most && cursor.MoveNext(); i++)
        {
            bytes += cursor.Current.Data.Length;
        }

        return bytes;
    }
}
