using Ros2DotNet.Bags.Mcap;
using YamlDotNet.RepresentationModel;

namespace Ros2DotNet.Bags.Tests.Mcap;

/// <summary>Recordings of rosbag2 itself against the metadata it wrote beside them.</summary>
public sealed class RecordedMcapTests
{
    public static TheoryData<string> Recordings => ["camera", "camera_zstd", "convert_a", "talker", "wbag"];

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public void A_recording_has_the_messages_its_metadata_counts(string name)
    {
        var folder = Workspace.Shared("data", "rosbag2", "mcap", name);
        var metadata = Metadata(folder);
        foreach (var ignoreSummary in new[] { false, true })
        {
            var counts = new Dictionary<string, int>();
            ulong first = ulong.MaxValue, last = 0;
            foreach (var file in (YamlSequenceNode)metadata["relative_file_paths"])
            {
                using var reader = McapReader.Open(Path.Combine(folder, $"{file}"),
                    new McapReadOptions { IgnoreSummary = ignoreSummary });
                using var cursor = reader.ReadMessages();
                ulong previous = 0;
                while (cursor.MoveNext())
                {
                    var message = cursor.Current;
                    Assert.True(message.LogTime >= previous);
                    previous = message.LogTime;
                    var topic = reader.Channels[message.ChannelId].Topic;
                    counts[topic] = counts.GetValueOrDefault(topic) + 1;
                    (first, last) = (Math.Min(first, message.LogTime), Math.Max(last, message.LogTime));
                }

                Assert.Equal(!ignoreSummary, reader.IsIndexed);
                Assert.Empty(reader.Problems);
            }

            Assert.Equal($"{metadata["message_count"]}", $"{counts.Values.Sum()}");
            if (name != "wbag")
            {
                // That fixture's metadata has the start of its last split and the duration of another.
                Assert.Equal($"{metadata["starting_time"]["nanoseconds_since_epoch"]}", $"{first}");
                Assert.Equal($"{metadata["duration"]["nanoseconds"]}", $"{last - first}");
            }

            foreach (var topic in (YamlSequenceNode)metadata["topics_with_message_count"])
            {
                var expected = $"{topic["message_count"]}";
                Assert.Equal(expected, $"{counts.GetValueOrDefault($"{topic["topic_metadata"]["name"]}")}");
            }
        }
    }

    private static YamlNode Metadata(string folder)
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(folder, "metadata.yaml"));
        yaml.Load(text);
        return yaml.Documents[0].RootNode["rosbag2_bagfile_information"];
    }
}
