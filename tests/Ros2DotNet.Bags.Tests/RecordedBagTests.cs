namespace Ros2DotNet.Bags.Tests;

/// <summary>Every recording of rosbag2 itself, of both storages, against the metadata it wrote beside them.</summary>
public sealed class RecordedBagTests
{
    public static TheoryData<string, string> Recordings => new()
    {
        { "mcap", "camera" }, { "mcap", "camera_zstd" }, { "mcap", "convert_a" }, { "mcap", "talker" },
        { "mcap", "wbag" },
        { "sqlite3", "camera" }, { "sqlite3", "camera_zstd_message" }, { "sqlite3", "convert_a" },
        { "sqlite3", "talker" }, { "sqlite3", "wbag" },
    };

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public void A_recording_has_the_messages_topics_and_times_of_its_metadata(string storage, string name)
    {
        using var bag = Bag.Open(Workspace.Shared("data", "rosbag2", storage, name));
        Assert.Equal(storage, bag.Metadata.StorageIdentifier);
        Assert.Equal(bag.Metadata.Topics.Select(topic => (topic.Name, topic.Type)).Order(),
            bag.Topics.Select(topic => (topic.Name, topic.Type)).Order());
        var counts = new Dictionary<string, long>();
        using var cursor = bag.ReadMessages();
        long first = long.MaxValue, last = long.MinValue;
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            Assert.True(message.LogTimeNs >= last);
            (first, last) = (Math.Min(first, message.LogTimeNs), message.LogTimeNs);
            counts[message.Topic.Name] = counts.GetValueOrDefault(message.Topic.Name) + 1;
        }

        Assert.Equal(bag.Metadata.MessageCount, counts.Values.Sum());
        Assert.All(bag.Metadata.Topics,
            topic => Assert.Equal(topic.MessageCount, counts.GetValueOrDefault(topic.Name)));
        if (name != "wbag")
        {
            // That fixture's metadata has the start of its last split and the duration of another.
            Assert.Equal((bag.Metadata.StartingTimeNs, bag.Metadata.DurationNs), (first, last - first));
        }

        Assert.Empty(bag.Problems);
    }

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public void A_recording_without_its_metadata_file_is_read_all_the_same(string storage, string name)
    {
        var folder = Workspace.Shared("data", "rosbag2", storage, name);
        using var with = Bag.Open(folder);
        using var without = Bag.Open(folder, new BagReadOptions { IgnoreMetadata = true });
        Assert.Equal(BagSample.Read(with), BagSample.Read(without));
        Assert.Equal(with.Metadata.MessageCount, without.Metadata.MessageCount);
    }

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public void A_recording_is_whole(string storage, string name)
    {
        var report = BagCheck.Run(Workspace.Shared("data", "rosbag2", storage, name));
        Assert.Empty(report.Problems);
        Assert.True(report.MessageCount > 0);
    }

    [SkippableTheory]
    [InlineData("camera")]
    [InlineData("convert_a")]
    [InlineData("talker")]
    [InlineData("wbag")]
    public void Both_storages_of_a_recording_hold_the_same_messages(string name) => Assert.Equal(
        WithoutPadding(Workspace.Shared("data", "rosbag2", "mcap", name)).Order(),
        WithoutPadding(Workspace.Shared("data", "rosbag2", "sqlite3", name)).Order());

    [SkippableTheory]
    [InlineData("mcap", "camera_zstd")]
    [InlineData("sqlite3", "camera_zstd_message")]
    public void A_compressed_recording_holds_the_messages_of_the_plain_one(string storage, string name) => Assert.Equal(
        WithoutPadding(Workspace.Shared("data", "rosbag2", storage, "camera")),
        WithoutPadding(Workspace.Shared("data", "rosbag2", storage, name)));

    // The recordings were made one by one, and what lies in padding bytes is chance.
    private static List<string> WithoutPadding(string path)
    {
        var lines = new List<string>();
        using var bag = Bag.Open(path);
        using var cursor = bag.ReadMessages();
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            var data = MessageTypes.TryGet(message.Topic.Type, out var type)
                ? type.Serialize(type.Deserialize(message.Data))
                : message.Data;
            lines.Add($"{message.Topic.Name} {message.LogTimeNs} {Convert.ToHexString(data)}");
        }

        return lines;
    }
}
