using Ros2DotNet;
using Ros2DotNet.Bags;
using Ros2DotNet.Messages.SensorMsgs;
using Ros2DotNet.Messages.Tf2Msgs;

namespace Perception.Viewer.Tests;

/// <summary>
/// A bag of pictures at 10 Hz, the first all black and each a little brighter than the one before. They are so small that
/// all of them fit a client's queue: what a test reads does not hang on how soon it reads.
/// </summary>
internal sealed class TestBag : IDisposable
{
    public const long StartNs = 1_000_000_000_000;
    public const long PeriodNs = 100_000_000;
    private const int Width = 64, Height = 36;

    private readonly TemporaryFolder _folder = new();

    public TestBag(int pictures)
    {
        using var writer = new BagWriter(Path);
        var image = Topic<Image>(writer, "/camera/image_raw", QosProfile.Default);
        var transforms = Topic<TFMessage>(writer, "/tf_static", QosProfile.Latched);
        Write(writer, transforms, new TFMessage(), StartNs);
        for (var i = 0; i < pictures; i++)
        {
            var time = StartNs + (i * PeriodNs);
            Write(writer, image, Picture(time, LevelOf(i)), time);
        }

        writer.Close();
    }

    public string Path => _folder["drive"];

    /// <summary>The grey level of a picture.</summary>
    public static byte LevelOf(int picture) => (byte)(5 * picture);

    public Bag Open() => Bag.Open(Path);

    public void Dispose() => _folder.Dispose();

    private static Image Picture(long timeNs, byte level)
    {
        var message = new Image { Width = Width, Height = Height, Encoding = "mono8", Step = Width };
        new RosTime(timeNs).CopyTo(message.Header.Stamp);
        message.Data.Resize(Width * Height);
        message.Data.AsSpan().Fill(level);
        return message;
    }

    private static BagTopic Topic<T>(BagWriter writer, string name, QosProfile qos) where T : class, IRosMessage<T>,
    new() =>
        writer.AddTopic(new BagTopic(name, T.TypeName)
        {
            TypeHash = T.TypeHash,
            OfferedQos = QosText.Format([qos]),
            Definition = new MessageDefinition("ros2msg", T.Definition),
        });

    private static void Write<T>(BagWriter writer, BagTopic topic, T message, long timeNs) where T : class,
    IRosMessage<T>, new()
    {
        var cdr = new byte[T.GetSerializedSize(message)];
        writer.Write(topic, timeNs, cdr.AsSpan(0, T.Serialize(message, cdr)));
    }
}
