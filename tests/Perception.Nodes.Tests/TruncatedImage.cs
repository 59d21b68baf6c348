using Ros2DotNet;
using Ros2DotNet.Messages.SensorMsgs;

namespace Perception.Nodes.Tests;

/// <summary>What a broken driver might send under the name of an image: its first twenty bytes.</summary>
internal sealed class TruncatedImage : IRosMessage<TruncatedImage>
{
    private const int Bytes = 20;

    public static string TypeName => Image.TypeName;

    public static string DdsTypeName => Image.DdsTypeName;

    public static string TypeHash => Image.TypeHash;

    public static string Definition => Image.Definition;

    public static int GetSerializedSize(TruncatedImage message) => Bytes;

    public static int Serialize(TruncatedImage message, Span<byte> destination)
    {
        var whole = new Image { Encoding = "bgr8" };
        whole.Header.FrameId = "camera";
        var cdr = new byte[Image.GetSerializedSize(whole)];
        Image.Serialize(whole, cdr);
        cdr.AsSpan(0, Bytes).CopyTo(destination);
        return Bytes;
    }

    public static void Deserialize(ReadOnlySpan<byte> cdr, TruncatedImage message) => throw new NotSupportedException();
}
