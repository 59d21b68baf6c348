using System.Text.Json;
using Ros2DotNet.Bags.Compression;
using Ros2DotNet.Bags.Mcap;

namespace Ros2DotNet.Bags.Tests.Mcap;

/// <summary>Our files as @mcap/core reads them, with every CRC checked.</summary>
public sealed class McapPeerTests
{
    public static TheoryData<ChunkCompression, int> Ways => McapRoundTripTests.Ways;

    // The peer reads by index only what is in chunks.
    public static TheoryData<ChunkCompression, int> ChunkedWays => new()
    {
        { ChunkCompression.None, 5000 }, { ChunkCompression.Lz4, 5000 }, { ChunkCompression.Zstd, 5000 },
    };

    [SkippableTheory]
    [MemberData(nameof(Ways))]
    public void Our_file_read_from_the_front_by_a_peer_has_the_messages_in_the_order_written(
        ChunkCompression compression, int chunkSize)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.mcap");
        var written = McapSample.Write(path, new McapWriteOptions { Compression = compression, ChunkSize = chunkSize });
        Assert.Equal(written, Messages(Peers.Run("read_mcap.cjs", "streamed", path)));
    }

    [SkippableTheory]
    [MemberData(nameof(ChunkedWays))]
    public void Our_file_read_by_its_index_by_a_peer_has_the_messages_by_time(ChunkCompression compression,
        int chunkSize)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.mcap");
        var written = McapSample.Write(path, new McapWriteOptions { Compression = compression, ChunkSize = chunkSize });
        var output = Peers.Run("read_mcap.cjs", "indexed", path);
        // The peer orders messages of one time by channel.
        Assert.Equal(ByTimeThenNumber(written), ByTimeThenNumber(Messages(output)));
        Assert.Contains("""["attachment","map.yaml",3]""", output);
        Assert.Contains("""["metadata","rosbag2",[["ROS_DISTRO","jazzy"]]]""", output);
    }

    private static IEnumerable<SampleMessage> ByTimeThenNumber(IEnumerable<SampleMessage> messages) =>
        messages.OrderBy(message => message.LogTime).ThenBy(message => message.Sequence);

    private static List<SampleMessage> Messages(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetArrayLength() == 5)
            .Select(line => new SampleMessage(line[0].GetString() == "/a" ? (ushort)1 : (ushort)2, line[1].GetUInt32(),
                ulong.Parse(line[2].GetString()!), line[4].GetString()!)),
    ];
}
