using Perception.Imaging;
using Ros2DotNet;

namespace Perception.Nodes.Stages;

/// <summary>A sensor_msgs/Image that is written from pixels where they lie: the only copy goes into the memory that DDS
/// sends from.</summary>
internal sealed class PixelMessage : IRosMessage<PixelMessage>
{
    public static string TypeName => Ros2DotNet.Messages.SensorMsgs.Image.TypeName;

    public static string DdsTypeName => Ros2DotNet.Messages.SensorMsgs.Image.DdsTypeName;

    public static string TypeHash => Ros2DotNet.Messages.SensorMsgs.Image.TypeHash;

    public static string Definition => Ros2DotNet.Messages.SensorMsgs.Image.Definition;

    public MessageHeader Header { get; set; }

    /// <summary>Not owned; set while the message is published.</summary>
    public Image? Pixels { get; set; }

    private Image Image => Pixels ?? throw new InvalidOperationException("the message has no pixels");

    public static int GetSerializedSize(PixelMessage message)
    {
        var image = message.Image;
        var sizer = new CdrSizer();
        sizer.Add<int>();
        sizer.Add<uint>();
        sizer.AddString(message.Header.FrameId);
        sizer.AddArray<uint>(2);
        sizer.AddString(ImageEncodings.ToRos(image.Format));
        sizer.Add<byte>();
        sizer.AddArray<uint>(2);
        sizer.AddArray<byte>(image.Row(0).Length * Rows(image));
        return sizer.Length;
    }

    public static int Serialize(PixelMessage message, Span<byte> destination)
    {
        var image = message.Image;
        var (rows, step) = (Rows(image), image.Row(0).Length);
        var writer = new CdrWriter(destination);
        writer.Write(message.Header.Sec);
        writer.Write(message.Header.Nanosec);
        writer.WriteString(message.Header.FrameId);
        writer.Write((uint)image.Height);
        writer.Write((uint)image.Width);
        writer.WriteString(ImageEncodings.ToRos(image.Format));
        writer.Write((byte)(image.IsBigEndian ? 1 : 0));
        writer.Write((uint)step);
        writer.WriteCount(step * rows);
        for (var y = 0; y < rows; y++)
        {
            writer.WriteArray<byte>(image.Row(y));
        }

        return writer.Length;
    }

    public static void Deserialize(ReadOnlySpan<byte> cdr, PixelMessage message) =>
        throw new NotSupportedException("pixels are only sent; ImageView reads them");

    private static int Rows(Image image) => ImageEncodings.MemoryRows(image.Format, image.Height);
}
