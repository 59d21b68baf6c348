using System.Runtime.InteropServices;
using Ros2DotNet.Bags.Compression;
using Ros2DotNet.Bags.Mcap;

namespace Ros2DotNet.Bags.Tests.Mcap;

public sealed class McapRoundTripTests
{
    public static TheoryData<ChunkCompression, int> Ways => new()
    {
        { ChunkCompression.None, 0 }, { ChunkCompression.None, 5000 }, { ChunkCompression.Lz4, 5000 },
        { ChunkCompression.Zstd, 5000 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_was_written_is_read_back_in_the_order_of_time(ChunkCompression compression, int chunkSize)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.mcap");
        var written = McapSample.Write(path, new McapWriteOptions { Compression = compression, ChunkSize = chunkSize });
        foreach (var ignoreSummary in new[] { false, true })
        {
            using var reader = McapReader.Open(path, new McapReadOptions { IgnoreSummary = ignoreSummary });
            Assert.Equal(McapSample.InOrder(written), McapSample.Read(reader));
            Assert.Empty(reader.Problems);
            Assert.Equal((ulong)written.Count, reader.Statistics!.MessageCount);
            Assert.Equal("ros2", reader.Header.Profile);
            Assert.Equal(["/a", "/b"], reader.Channels.Values.Select(channel => channel.Topic).Order());
            Assert.Equal("[]", reader.Channels[1].Find("offered_qos_profiles"));
            var attachment = reader.ReadAttachment(Assert.Single(reader.Attachments));
            Assert.Equal("map.yaml", attachment.Name);
            Assert.Equal(new byte[] { 7, 8, 9 }, attachment.Data.ToArray());
            var metadata = reader.ReadMetadata(Assert.Single(reader.Metadata));
            Assert.Equal("rosbag2", metadata.Name);
            Assert.Equal("jazzy", metadata.Values.Single().Value);
        }
    }

    [Fact]
    public void A_message_that_is_too_large_leaves_those_before_it_whole()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.mcap");
        using (var writer = new McapWriter(path))
        {
            var channel = writer.AddChannel("/a", 0, "cdr");
            writer.Write(channel, 1, 10, 11, [1]);
            Assert.Contains("do not fit one chunk", Assert.Throws<BagException>(() =>
            {
                // More bytes than there are: they are counted before any is read.
                byte only = 0;
                var tooMany = MemoryMarshal.CreateReadOnlySpan(ref only, int.MaxValue);
                writer.Write(channel, 2, 20, 21, tooMany);
            }).Message);
            writer.Write(channel, 3, 30, 31, [3]);
            writer.Close();
        }

        using var reader = McapReader.Open(path);
        Assert.Equal([1u, 3], McapSample.Read(reader).Select(message => message.Sequence));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Topics_and_times_can_be_chosen(ChunkCompression compression, int chunkSize)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.mcap");
        var written = McapSample.Write(path, new McapWriteOptions { Compression = compression, ChunkSize = chunkSize });
        using var reader = McapReader.Open(path);
        var filter = new McapFilter { Channels = channel => channel.Topic == "/b", StartTime = 300, EndTime = 1200 };
        Assert.Equal(
            McapSample.InOrder(written).Where(message => message is { Channel: 2, LogTime: >= 300 and <= 1200 }),
            McapSample.Read(reader, filter));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_file_cut_anywhere_gives_every_message_before_the_cut(ChunkCompression compression, int chunkSize)
    {
        using var folder = new TemporaryFolder();
        var whole = Path.Combine(folder.Path, "whole.mcap");
        var written =
            McapSample.Write(whole, new McapWriteOptions { Compression = compression, ChunkSize = chunkSize });
        var bytes = File.ReadAllBytes(whole);
        var cut = Path.Combine(folder.Path, "cut.mcap");
        var previous = 0;
        for (var length = McapFormat.Magic.Length; length < bytes.Length; length += 997)
        {
            File.WriteAllBytes(cut, bytes.AsSpan(0, length));
            using var reader = McapReader.Open(cut);
            Assert.NotEmpty(reader.Problems);
            var read = McapSample.Read(reader);
            Assert.Equal(McapSample.InOrder(written.Take(read.Count)), read);
            Assert.True(read.Count >= previous);
            previous = read.Count;
            if (compression == ChunkCompression.None)
            {
                // Nothing that lies whole before the cut is missing.
                Assert.True(McapSample.BytesOf(written.Take(read.Count + 1)) + 8 > length - McapSample.OtherBytes);
            }
        }

        Assert.Equal(written.Count, previous);
    }

    [Fact]
    public void Messages_of_one_time_keep_the_order_of_the_file_however_small_their_chunks_became()
    {
        using var folder = new TemporaryFolder();
        var path = folder["a.mcap"];
        var options = new McapWriteOptions { Compression = ChunkCompression.Zstd, ChunkSize = 20_000 };
        using (var writer = new McapWriter(path, options))
        {
            var channel = writer.AddChannel("/a", 0, "cdr");
            for (var i = 0u; i < 200; i++)
            {
                writer.Write(channel, i, 5, 5, new byte[1000]);
            }

            writer.Close();
        }

        using var reader = McapReader.Open(path);
        Assert.True(reader.Chunks.Count > 5);
        using var cursor = reader.ReadMessages();
        for (var i = 0u; i < 200; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(i, cursor.Current.Sequence);
        }
    }

    [Fact]
    public void A_damaged_chunk_is_an_error_with_file_and_offset_or_is_skipped_and_listed()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.mcap");
        var written = McapSample.Write(path, new McapWriteOptions { ChunkSize = 5000 });
        McapChunkIndex damaged;
        using (var reader = McapReader.Open(path))
        {
            damaged = reader.Chunks[1];
        }

        var bytes = File.ReadAllBytes(path);
        bytes[(int)(damaged.ChunkStartOffset + damaged.ChunkLength) - 3] ^= 1;
        File.WriteAllBytes(path, bytes);
        using (var strict = McapReader.Open(path))
        {
            var error = Assert.Throws<BagFormatException>(() => McapSample.Read(strict));
            Assert.Equal((path, (long)damaged.ChunkStartOffset, "Chunk"), (error.File, error.Offset, error.Record));
            Assert.Contains("CRC", error.Problem);
        }

        using var tolerant = McapReader.Open(path, new McapReadOptions { SkipDamage = true });
        var read = McapSample.Read(tolerant);
        Assert.Equal((long)damaged.ChunkStartOffset, Assert.Single(tolerant.Problems).Offset);
        Assert.NotEmpty(read);
        Assert.True(read.Count < written.Count);
    }

    [Fact]
    public void A_message_costs_no_managed_memory_to_write_or_to_read()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.mcap");
        var data = new byte[2000];
        const int Messages = 5000;
        int written, read = 0;
        var options = new McapWriteOptions { Compression = ChunkCompression.Lz4, ChunkSize = 100_000 };
        using (var writer = new McapWriter(path, options))
        {
            var channel = writer.AddChannel("/a", 0, "cdr");
            written = SteadyState.AllocatesNothing(Write, Messages);
            while (written < (1 + SteadyState.Rounds) * Messages) Write(written++);
            writer.Close();

            void Write(int i) => writer.Write(channel, 0, (ulong)i, (ulong)i, data);
        }

        using var reader = McapReader.Open(path);
        using var cursor = reader.ReadMessages();
        read += Count(cursor, Messages);
        SteadyState.RoundAllocatesNothing(() => read += Count(cursor, Messages));
        Assert.Equal(0, read % Messages);
        Assert.Equal(written - read, Count(cursor, int.MaxValue));
    }

    private static int Count(McapMessageCursor cursor, int most)
    {
        var count = 0;
        while (count < most && cursor.MoveNext())
        {
            count += cursor.Current.Data.Length == 2000 ? 1 : 0;
        }

        return count;
    }
}
