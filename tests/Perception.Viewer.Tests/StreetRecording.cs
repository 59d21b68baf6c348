using Ros2DotNet;
using Ros2DotNet.Bags;

namespace Perception.Viewer.Tests;

/// <summary>Two seconds of the street in a bag: image, camera_info, cloud, diagnostics and /tf_static.</summary>
internal static class StreetRecording
{
    private const int Pictures = 20;
    private const long StartNs = 1_700_000_000_000_000_000, PeriodNs = 100_000_000;

    /// <summary>The MCAP file in the folder that it makes.</summary>
    public static string Write(string folder)
    {
        using var writer = new BagWriter(folder);
        Add(writer, "/tf_static", QosProfile.Latched, 1, _ => StreetNode.Transform());
        Add(writer, "/camera/camera_info", QosProfile.Default, Pictures, StreetNode.Info);
        Add(writer, "/camera/image_raw", QosProfile.Default, Pictures, StreetNode.Street);
        Add(writer, "/detector/out/points", QosProfile.SensorData, Pictures, StreetNode.Wall);
        Add(writer, "/diagnostics", QosProfile.Default, Pictures, StreetNode.Diagnostics);
        writer.Close();
        return Directory.GetFiles(folder, "*.mcap").Single();
    }

    private static void Add<T>(BagWriter writer, string name, QosProfile qos, int count, Func<RosTime, T> make)
        where T : class, IRosMessage<T>, new()
    {
        var topic = writer.AddTopic(new BagTopic(name, T.TypeName)
        {
            TypeHash = T.TypeHash,
            OfferedQos = QosText.Format([qos]),
            Definition = new MessageDefinition("ros2msg", T.Definition),
        });
        for (var i = 0; i < count; i++)
        {
            var timeNs = StartNs + i * PeriodNs;
            var message = make(new RosTime(timeNs));
            var cdr = new byte[T.GetSerializedSize(message)];
            writer.Write(topic, timeNs, cdr.AsSpan(0, T.Serialize(message, cdr)));
        }
    }
}
