namespace Ros2DotNet.Bags.Tests.Metadata;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("a: [", "m.yaml:2: not YAML")]
    [InlineData("rosbag2_bagfile_information: 3", "m.yaml:1: 'rosbag2_bagfile_information' is not a mapping")]
    [InlineData("version: 12", "version 12 of the metadata is not one of 1 to 9")]
    [InlineData("version: 5\nmessage_count: many", "m.yaml:2: 'message_count' of 'rosbag2_bagfile_information' is not a whole number")]
    [InlineData("version: 5\nfiles: {}", "m.yaml:2: 'files' of 'rosbag2_bagfile_information' is not a sequence")]
    public void What_is_wrong_is_said_with_its_line(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<BagException>(() => MetadataReader.Parse(text, "m.yaml")).Message);

    [Fact]
    public void Nesting_that_would_exhaust_the_stack_is_refused()
    {
        Refused(new string('[', 1_000_000));
        Refused(string.Concat(Enumerable.Repeat("- ", 1_000_000)));
        Refused(string.Concat(Enumerable.Repeat("? ", 1_000_000)) + "a");
        Refused(string.Concat(Enumerable.Range(0, 5000).Select(depth => new string(' ', depth) + "a:\n")));

        static void Refused(string text) => Assert.Contains("nested",
            Assert.Throws<BagException>(() => MetadataReader.Parse(text, "m.yaml")).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Fields_that_came_later_may_be_missing(int version)
    {
        var metadata = MetadataReader.Parse(
            $"rosbag2_bagfile_information:\n  version: {version}\n  storage_identifier: sqlite3\n  message_count: 4\n",
            "m.yaml");
        Assert.Equal((version, "sqlite3", 4), (metadata.Version, metadata.StorageIdentifier, metadata.MessageCount));
        Assert.Empty(metadata.Files);
    }

    [Fact]
    public void Both_texts_read_back_as_they_were_written()
    {
        var metadata = new BagMetadata
        {
            StorageIdentifier = "mcap",
            DurationNs = 3,
            StartingTimeNs = 4,
            MessageCount = 5,
            Topics = [BagSample.Chatter with { Definition = null, MessageCount = 5 }],
            RelativeFilePaths = ["ä\t\"b_0.mcap"],
            Files = [new("ä\t\"b_0.mcap", 4, 3, 5)],
            RosDistro = "jazzy",
        };
        foreach (var text in (string[])[MetadataWriter.File(metadata), MetadataWriter.Embedded(metadata)])
        {
            var read = MetadataReader.Parse(text, "m.yaml");
            Assert.Equal(metadata.Topics, read.Topics);
            Assert.Equal(metadata.Files, read.Files);
            Assert.Equal(metadata.RelativeFilePaths, read.RelativeFilePaths);
            Assert.Equal((8, 3L, 4L, 5L, "jazzy"),
                (read.Version, read.DurationNs, read.StartingTimeNs, read.MessageCount, read.RosDistro));
        }
    }
}
