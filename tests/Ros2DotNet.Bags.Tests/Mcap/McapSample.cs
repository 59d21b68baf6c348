using Ros2DotNet.Bags.Mcap;

namespace Ros2DotNet.Bags.Tests.Mcap;

/// <summary>A file with two channels whose messages come out of order, within chunks and over them.</summary>
internal static class McapSample
{
    /// <summary>More than all bytes of the file that are no messages, up to the summary.</summary>
    public const int OtherBytes = 12_000;

    public static List<SampleMessage> Write(string path, McapWriteOptions options)
    {
        var written = new List<SampleMessage>();
        var random = new Random(5);
        using var writer = new McapWriter(path, options);
        var schema = writer.AddSchema("std_msgs/msg/String", "ros2msg", "string data"u8.ToArray());
        var a = writer.AddChannel("/a", schema, "cdr", [new("offered_qos_profiles", "[]"), new("topic_type_hash", "")]);
        var b = writer.AddChannel("/b", 0, "cdr");
        for (var i = 0; i < 200; i++)
        {
            var data = new byte[random.Next(0, 600)];
            random.NextBytes(data.AsSpan(0, data.Length / 2));
            var logTime = (ulong)Math.Max(0, 10 * i + random.Next(-300, 300));
            var channel = random.Next(3) == 0 ? b : a;
            writer.Write(channel, (uint)i, logTime, logTime + 1, data);
            written.Add(new SampleMessage(channel, (uint)i, logTime, Convert.ToHexString(data)));
            if (i == 100)
            {
                writer.Write(new McapAttachment(1, 2, "map.yaml", "text/yaml", new byte[] { 7, 8, 9 }));
                writer.Write(new McapMetadata("rosbag2", [new("ROS_DISTRO", "jazzy")]));
            }
        }

        writer.Close();
        return written;
    }

    public static List<SampleMessage> InOrder(IEnumerable<SampleMessage> messages) =>
        [.. messages.OrderBy(message => message.LogTime)];

    public static int BytesOf(IEnumerable<SampleMessage> messages) =>
        messages.Sum(message => McapFormat.RecordHeaderSize + McapFormat.MessageHeaderSize + message.Data.Length / 2);

    public static List<SampleMessage> Read(McapReader reader, McapFilter? filter = null)
    {
        var read = new List<SampleMessage>();
        using var cursor = reader.ReadMessages(filter);
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            Assert.Equal(message.LogTime + 1, message.PublishTime);
            read.Add(new SampleMessage(
                message.ChannelId, message.Sequence, message.LogTime, Convert.ToHexString(message.Data)));
        }

        return read;
    }
}
