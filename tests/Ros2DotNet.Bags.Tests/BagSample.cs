using Ros2DotNet.Messages.SensorMsgs;
using StdString = Ros2DotNet.Messages.StdMsgs.String;

namespace Ros2DotNet.Bags.Tests;

/// <summary>Messages of two types for tests that write bags.</summary>
internal static class BagSample
{
    public static BagTopic Chatter { get; } = Topic<StdString>("/chatter", QosProfile.Default);

    public static BagTopic Temperatures { get; } = Topic<Temperature>("/temperatures", QosProfile.SensorData);

    public static BagTopic Topic<T>(string name, QosProfile qos) where T : class, IRosMessage<T>, new() =>
        new(name, T.TypeName)
        {
            OfferedQos = QosText.Format([qos]),
            TypeHash = T.TypeHash,
            Definition = new MessageDefinition("ros2msg", T.Definition),
        };

    public static List<string> Write(string folder, BagWriteOptions options, int count = 100)
    {
        var lines = new List<string>();
        using var writer = new BagWriter(folder, options);
        var chatter = writer.AddTopic(Chatter);
        var temperatures = writer.AddTopic(Temperatures);
        for (var i = 0; i < count; i++)
        {
            var isText = i % 3 != 0;
            var topic = isText ? chatter : temperatures;
            var data = isText
                ? MessageTypes.All["std_msgs/msg/String"].Serialize(new StdString { Data = new string('x', i) + i })
                : MessageTypes.All["sensor_msgs/msg/Temperature"].Serialize(new Temperature { TemperatureValue = i });
            var logTime = 1_700_000_000_000_000_000 + i * 10_000_000L;
            writer.Write(topic, logTime, data);
            lines.Add(Line(topic.Name, logTime, data));
        }

        writer.Close();
        return lines;
    }

    public static List<string> Read(string path, BagFilter? filter = null, BagReadOptions? options = null)
    {
        using var bag = Bag.Open(path, options);
        return Read(bag, filter);
    }

    public static List<string> Read(Bag bag, BagFilter? filter = null)
    {
        var lines = new List<string>();
        using var cursor = bag.ReadMessages(filter);
        while (cursor.MoveNext())
        {
            var message = cursor.Current;
            lines.Add(Line(message.Topic.Name, message.LogTimeNs, message.Data));
        }

        return lines;
    }

    private static string Line(string topic, long logTimeNs, ReadOnlySpan<byte> data) =>
        $"{topic} {logTimeNs} {Convert.ToHexString(data)}";
}
