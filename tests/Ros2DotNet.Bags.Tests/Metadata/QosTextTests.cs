namespace Ros2DotNet.Bags.Tests.Metadata;

public sealed class QosTextTests
{
    [Fact]
    public void Profiles_read_back_as_they_were_written()
    {
        QosProfile[] profiles = [QosProfile.Default, QosProfile.SensorData, QosProfile.Latched, QosProfile.Rosout,
            new() { History = HistoryPolicy.KeepAll }];
        Assert.Equal(profiles, QosText.Parse(QosText.Format(profiles)));
    }

    [SkippableFact]
    public void Our_text_is_what_rosbag2_writes()
    {
        using var bag = Bag.Open(Workspace.Shared("data", "rosbag2", "sqlite3", "convert_a"));
        var recorded = bag.Topics.Single(topic => topic.Name == "b_basictypes").OfferedQos;
        Assert.Equal(recorded, QosText.Format(QosText.Parse(recorded)));
        Assert.Equal((1, DurabilityPolicy.TransientLocal),
            (QosText.Parse(recorded)[0].Depth, QosText.Parse(recorded)[0].Durability));
    }

    [Fact]
    public void The_words_of_version_9_are_read_as_a_sequence_and_as_text()
    {
        const string Metadata = """
            rosbag2_bagfile_information:
              version: 9
              storage_identifier: mcap
              message_count: 3
              topics_with_message_count:
                - topic_metadata:
                    name: /a
                    type: std_msgs/msg/String
                    serialization_format: cdr
                    offered_qos_profiles:
                      - history: keep_last
                        depth: 7
                        reliability: best_effort
                        durability: transient_local
                        deadline: {sec: 0, nsec: 0}
                        lifespan: {sec: 3, nsec: 500000000}
                        liveliness: automatic
                    type_description_hash: ""
                  message_count: 3
              relative_file_paths: [a_0.mcap]
            """;
        var topic = MetadataReader.Parse(Metadata, "metadata.yaml").Topics.Single();
        var expected = new QosProfile
        {
            Depth = 7,
            Reliability = ReliabilityPolicy.BestEffort,
            Durability = DurabilityPolicy.TransientLocal,
            Lifespan = TimeSpan.FromSeconds(3.5),
        };
        Assert.Equal(expected, QosText.Parse(topic.OfferedQos).Single());
    }

    [Theory]
    [InlineData("{sec: 2147483647, nsec: 4294967295}")]
    [InlineData("{sec: 2147483647, nsec: 2147483647}")]
    [InlineData("{sec: 9223372036, nsec: 854775807}")]
    [InlineData("{sec: 0, nsec: 0}")]
    public void Every_release_s_infinity_is_no_limit(string infinity) =>
        Assert.Null(QosText.Parse($"- history: 3\n  depth: 0\n  lifespan: {infinity}\n").Single().Lifespan);
}
