using System.Text.Json;

namespace Ros2DotNet.Bags.Tests.Sqlite;

/// <summary>Our sqlite3 bags as independent readers see them.</summary>
public sealed class SqlitePeerTests
{
    [SkippableFact]
    public void Python_finds_the_messages_topics_definitions_and_metadata()
    {
        using var temporary = new TemporaryFolder();
        var written = BagSample.Write(temporary["bag"],
            new BagWriteOptions { Storage = BagStorage.Sqlite3, RosDistro = "jazzy" });
        var lines = Python.Run("tests/Ros2DotNet.Bags.Tests/Sqlite/read_bag.py", ["sqlite3"],
            Path.Combine(temporary["bag"], "bag_0.db3"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["ok"], Texts(lines[0]));
        Assert.Equal(["4", "jazzy"], Texts(lines[1]));
        var (chatter, temperatures) = (BagSample.Chatter, BagSample.Temperatures);
        Assert.Equal([chatter.Name, chatter.Type, "cdr", chatter.OfferedQos, chatter.TypeHash], Texts(lines[2]));
        Assert.Equal([temperatures.Name, temperatures.Type, "cdr", temperatures.OfferedQos, temperatures.TypeHash],
            Texts(lines[3]));
        Assert.Equal([chatter.Type, "ros2msg", chatter.Definition!.Text, chatter.TypeHash], Texts(lines[4]));
        Assert.Equal("8", Texts(lines[6])[0]);
        Assert.Contains("message_count: 100", Texts(lines[6])[1]);
        Assert.Equal(written, lines[7..]);
    }

    [SkippableFact]
    public void The_reader_of_web_viewers_finds_the_messages()
    {
        using var temporary = new TemporaryFolder();
        var written = BagSample.Write(temporary["bag"], new BagWriteOptions { Storage = BagStorage.Sqlite3 });
        Assert.Equal(written, Peers.Run("read_rosbag2.cjs", Path.Combine(temporary["bag"], "bag_0.db3")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static List<string> Texts(string json) =>
        [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(item => item.ToString())];
}
