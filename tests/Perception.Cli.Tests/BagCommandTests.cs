using Ros2DotNet.Bags;

namespace Perception.Cli.Tests;

public sealed class BagCommandTests
{
    private static string Camera => Workspace.Shared("data", "rosbag2", "mcap", "camera");

    [SkippableFact]
    public void Info_says_what_rosbag2_recorded()
    {
        var result = PerceptionProcess.Run("bag", "info", Camera);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Messages:           49", result.Output);
        Assert.Contains("  /tf_static | tf2_msgs/msg/TFMessage | 1 | cdr", result.Output);
        Assert.Contains("Duration:           2.302000000 s", result.Output);
    }

    [SkippableFact]
    public void Converting_to_sqlite3_and_back_keeps_every_byte()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, PerceptionProcess.Run("bag", "convert", Camera, "-o", folder["a"], "--storage", "sqlite3", "--compression", "zstd").ExitCode);
        Assert.Equal(0,
            PerceptionProcess.Run("bag", "convert", folder["a"], "-o", folder["b"], "--compression", "lz4").ExitCode);
        Assert.Equal(Messages(Camera), Messages(folder["b"]));
        Assert.Equal("whole: 49 messages", PerceptionProcess.Run("bag", "check", folder["b"]).Output);
    }

    [SkippableFact]
    public void Filtering_and_merging_take_a_bag_apart_and_put_it_together()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, PerceptionProcess.Run("bag", "filter", Camera, "-o", folder["a"], "--end", "1").ExitCode);
        Assert.Equal(0,
            PerceptionProcess.Run("bag", "filter", Camera, "-o", folder["b"], "--start", "1.000000001").ExitCode);
        Assert.Equal(0, PerceptionProcess.Run("bag", "merge", folder["b"], folder["a"], "-o", folder["c"], "--max-bag-duration", "0.5").ExitCode);
        Assert.Equal(Messages(Camera), Messages(folder["c"]));
    }

    [SkippableFact]
    public void A_cut_file_is_named_by_check_and_mended_by_convert_and_reindex()
    {
        using var folder = new TemporaryFolder();
        var broken = Directory.CreateDirectory(folder["broken"]).FullName;
        var bytes = File.ReadAllBytes(Path.Combine(Camera, "camera_0.mcap"));
        File.WriteAllBytes(Path.Combine(broken, "broken_0.mcap"), bytes.AsSpan(0, bytes.Length / 2));
        var check = PerceptionProcess.Run("bag", "check", broken);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("broken_0.mcap: Chunk at offset", check.Output);
        Assert.Contains("metadata.yaml", check.Output);

        Assert.Equal(1, PerceptionProcess.Run("bag", "convert", broken, "-o", folder["whole"]).ExitCode);
        Assert.StartsWith("whole: ", PerceptionProcess.Run("bag", "check", folder["whole"]).Output);
        var saved = Messages(folder["whole"]);
        Assert.Equal(Messages(Camera).Take(saved.Count), saved);

        Assert.Equal(0, PerceptionProcess.Run("bag", "reindex", broken).ExitCode);
        using var bag = Bag.Open(broken);
        Assert.Equal(saved.Count, bag.Metadata.MessageCount);
    }

    [SkippableFact]
    public void Echo_prints_by_the_definition_in_the_bag()
    {
        var result = PerceptionProcess.Run("bag", "echo", Workspace.Shared("data", "rosbag2", "mcap", "talker"),
            "/topic", "--count", "2");
        Assert.Equal("data: 'Hello, world! 0'\n---\ndata: 'Hello, world! 1'\n---", result.Output);
    }

    [SkippableFact]
    public void What_is_played_is_recorded_again_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var expected = Contents(Camera);

        // A recorder that has not found the player when it begins misses the first messages: on a busy machine it gets
        // more time.
        foreach (var seconds in (int[])[3, 10, 30])
        {
            if (Directory.Exists(folder["again"])) Directory.Delete(folder["again"], recursive: true);
            PlayIntoRecorder(folder["again"], seconds);
            if (Contents(folder["again"]).SequenceEqual(expected)) break;
        }

        Assert.Equal(expected, Contents(folder["again"]));
        using var first = Bag.Open(Camera);
        using var again = Bag.Open(folder["again"]);
        Assert.Equal(first.Topics.Select(topic => (topic.Name, topic.Type)).Order(),
            again.Topics.Select(topic => (topic.Name, topic.Type)).Order());
        Assert.All(again.Topics, topic => Assert.NotEmpty(topic.Definition!.Text));
        Assert.All(again.Topics, topic => Assert.Single(QosText.Parse(topic.OfferedQos)));
    }

    [SkippableTheory]
    [InlineData("mcap", 75)]
    [InlineData("sqlite3", 76)]
    public void A_recorder_that_is_killed_leaves_what_it_had_flushed(string storage, int domain)
    {
        using var folder = new TemporaryFolder();
        using var player = PerceptionProcess.Start(domain, "bag", "play", Camera, "--loop", "--delay", "0");
        using (var recorder = PerceptionProcess.Start(domain, "bag", "record", "--all", "-o", folder["killed"], "--storage", storage))
        {
            recorder.ReadErrorLine("image_raw/compressed");

            // Some flushes, which come every second; the end of this block is a SIGKILL.
            var deadline = Environment.TickCount64 + 120_000;
            for (var (flushes, size) = (0, 0L); flushes < 3;)
            {
                Assert.True(Environment.TickCount64 < deadline, "the recorder writes nothing");
                Thread.Sleep(100);
                var now = Directory.GetFiles(folder["killed"]).Sum(file => new FileInfo(file).Length);
                (flushes, size) = now > size ? (flushes + 1, now) : (flushes, size);
            }
        }

        var killed = Messages(folder["killed"]);
        Assert.Contains(killed, line => line.StartsWith("/sensing/camera/camera0/image_raw/compressed "));
        var check = PerceptionProcess.Run("bag", "check", folder["killed"]);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("metadata.yaml: metadata at offset 0: it is missing", check.Output);
        Assert.Equal(0, PerceptionProcess.Run("bag", "reindex", folder["killed"]).ExitCode);
        Assert.Equal(killed, Messages(folder["killed"]));
    }

    // Foxglove's recordings hold channels of JSON and protobuf beside those of ROS.
    [Fact]
    public void A_topic_that_is_not_CDR_is_left_out_by_the_player()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new BagWriter(folder["mixed"], new BagWriteOptions()))
        {
            var json = writer.AddTopic(
                new BagTopic("/json", "std_msgs/msg/String") { SerializationFormat = "json" });
            var cdr = writer.AddTopic(new BagTopic("/cdr", "std_msgs/msg/String"));
            writer.Write(json, 1, "{}"u8);
            writer.Write(cdr, 2, [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
            writer.Close();
        }

        using var player = PerceptionProcess.Start(75, "bag", "play", folder["mixed"], "--delay", "0");
        var result = player.WaitForExit();
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.StartsWith("1 messages; late by", result.Output);
        Assert.Contains("left out /json: its messages are json, not CDR", result.Errors);
    }

    [Fact]
    public void A_loop_over_nothing_ends()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new BagWriter(folder["empty"], new BagWriteOptions())) writer.Close();
        using var player = PerceptionProcess.Start(75, "bag", "play", folder["empty"], "--loop", "--delay", "0");
        var result = player.WaitForExit();
        Assert.Equal((0, "0 messages"), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("/nowhere does not exist", "info", "/nowhere")]
    [InlineData("record wants topics, --regex or --all", "record")]
    [InlineData("--compression 'lz4' is for mcap", "convert", "/nowhere", "-o", "/tmp/x", "--storage", "sqlite3", "--compression", "lz4")]
    [InlineData("--start-paused waits for a key", "play", "/nowhere", "--start-paused")]
    [InlineData("'[' is no regular expression", "record", "--regex", "[")]
    public void What_is_wrong_is_one_sentence(string named, params string[] arguments)
    {
        var result = PerceptionProcess.Run(["bag", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Errors);
    }

    private static List<string> Messages(string path) => Read(path, (message, data) => $"{message} {data}");

    // Times are new, and RTPS pads messages to four bytes.
    private static void PlayIntoRecorder(string target, int delaySeconds)
    {
        const int domain = 74;
        using var recorder = PerceptionProcess.Start(domain, "bag", "record", "--regex", "^/(sensing|tf_static)", "-o",
            target, "--storage", "sqlite3");
        recorder.ReadErrorLine("recording into");
        using var player = PerceptionProcess.Start(domain, "bag", "play", Camera, "--rate", "2", "--clock", "50", "--delay",
            $"{delaySeconds}");
        var played = player.WaitForExit();
        Assert.Equal(0, played.ExitCode);
        Assert.StartsWith("49 messages; late by", played.Output);
        recorder.Terminate();
        Assert.Equal(0, recorder.WaitForExit().ExitCode);
    }

    private static List<string> Contents(string path) => [.. Read(path, (message, data) => $"{message.Split(' ')[0]} {data.PadRight((data.Length + 7) & ~7, '0')}").Order()];

    private static List<string> Read(string path, Func<string, string, string> line)
    {
        var lines = new List<string>();
        using var bag = Bag.Open(path);
        using var cursor = bag.ReadMessages();
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            lines.Add(line($"{message.Topic.Name} {message.LogTimeNs}", Convert.ToHexString(message.Data)));
        }

        return lines;
    }
}
