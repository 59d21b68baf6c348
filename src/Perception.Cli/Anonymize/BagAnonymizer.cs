using Perception.Anonymizing;
using Perception.Cli.Bags;
using Perception.Cli.Output;
using Perception.Decoding;
using Perception.Imaging;
using Ros2DotNet;
using Ros2DotNet.Bags;
using Ros2DotNet.Messages.SensorMsgs;
using Image = Perception.Imaging.Image;
using RosImage = Ros2DotNet.Messages.SensorMsgs.Image;

namespace Perception.Cli.Anonymize;

/// <summary>Copies a bag with heads and plates hidden in every image. What may show somebody and cannot be read is left
/// out, never copied as it is.</summary>
internal sealed class BagAnonymizer(Anonymizer anonymizer, int jpegQuality)
{
    // Pictures in forms that are not decoded here.
    private static readonly string[] UnreadTypes =
    [
        "foxglove_msgs/msg/CompressedVideo", "ffmpeg_image_transport_msgs/msg/FFMPEGPacket",
        "theora_image_transport/msg/Packet", "foxglove_msgs/msg/RawImage", "foxglove_msgs/msg/CompressedImage",
    ];

    private readonly Dictionary<string, ZoneHold> _holds = [];
    private readonly RosImage _raw = new();
    private readonly CompressedImage _compressed = new();
    private byte[] _buffer = [];

    /// <summary>Images in which something was looked for.</summary>
    public long Images { get; private set; }

    /// <summary>Parts that were hidden.</summary>
    public long Hidden { get; private set; }

    /// <summary>Images that could not be read and were left out.</summary>
    public long LeftOut { get; private set; }

    public int Run(string from, string to, BagWriteOptions options)
    {
        using var bag = Bag.Open([from], new BagReadOptions { SkipDamage = true });
        using var writer = new BagWriter(to, options);
        var topics = new Dictionary<BagTopic, BagTopic>(ReferenceEqualityComparer.Instance);
        foreach (var topic in bag.Topics)
        {
            if (WhyUnread(topic) is { } reason)
                Console.Error.WriteLine($"perception: left out {topic.Name}: {reason}");
            else
                topics.Add(topic, writer.AddTopic(topic));
        }

        using var interrupt = new Interrupt();
        using (var progress = new CountBar("anonymizing", topics.Keys.Sum(topic => topic.MessageCount)))
        using (var cursor = bag.ReadMessages(new BagFilter { Topics = topics.ContainsKey }))
        {
            while (!interrupt.IsRequested && cursor.MoveNext())
            {
                var message = cursor.Current;
                if (TryChange(message, out var data))
                    writer.Write(topics[message.Topic], message.LogTimeNs, data, message.PublishTimeNs,
                        message.Sequence);
                progress.Tick();
            }
        }

        var written = writer.Close();
        foreach (var problem in bag.Problems) Console.Error.WriteLine($"perception: {problem}");
        Console.WriteLine($"{to}: {written.MessageCount} messages; {Hidden} parts hidden in {Images} images" +
            (LeftOut > 0 ? $", {LeftOut} images left out" : ""));
        return bag.Problems.Count == 0 && LeftOut == 0 && topics.Count == bag.Topics.Count && !interrupt.IsRequested
            ? ExitCode.Success
            : ExitCode.PartialFailure;
    }

    // What is in another encoding than CDR may be a picture, whatever its type is called.
    private static string? WhyUnread(BagTopic topic) =>
        UnreadTypes.Contains(topic.Type) ? $"pictures of {topic.Type} are not read"
        : !TopicChoice.IsCdr(topic) ? $"messages in {topic.SerializationFormat} are not read" : null;

    private bool TryChange(BagMessage message, out ReadOnlySpan<byte> data)
    {
        data = message.Data;
        try
        {
            if (message.Topic.Type == RosImage.TypeName) data = ChangeRaw(message);
            else if (message.Topic.Type == CompressedImage.TypeName) data = ChangeCompressed(message);
            return true;
        }
        catch (Exception e) when (e is ImageFormatException or CdrException or BadTensorException)
        {
            LeftOut++;
            Console.Error.WriteLine(
                $"perception: left out an image of {message.Topic.Name} at {message.LogTimeNs}: {e.Message}");
            return false;
        }
    }

    private ReadOnlySpan<byte> ChangeRaw(BagMessage message)
    {
        message.Deserialize(_raw);
        if (!ImageEncodings.TryParse(_raw.Encoding, out var format))
            throw new ImageFormatException($"the encoding '{_raw.Encoding}' is unknown");

        // Depth shows nobody's face.
        if (format is PixelFormat.Depth32F or PixelFormat.Depth16U) return message.Data;
        using var image =
            ImageMessages.ToImage(_raw, format, format == PixelFormat.Rgb8 ? PixelFormat.Rgb8 : PixelFormat.Bgr8);
        Hide(image, message.Topic.Name);
        ImageMessages.Fill(_raw, image);
        return Serialize(_raw);
    }

    private ReadOnlySpan<byte> ChangeCompressed(BagMessage message)
    {
        message.Deserialize(_compressed);
        if (_compressed.Format.Contains("compressedDepth", StringComparison.Ordinal) ||
            _compressed.Format.StartsWith("16UC1", StringComparison.Ordinal)) return message.Data;
        using var image = Imaging.ImageFile.Decode(_compressed.Data.AsSpan());
        Hide(image, message.Topic.Name);
        if (!_compressed.Format.Contains("jpeg", StringComparison.Ordinal) &&
            !_compressed.Format.Contains("jpg", StringComparison.Ordinal))
            _compressed.Format = "bgr8; jpeg compressed bgr8";
        _compressed.Data.Assign(JpegCodec.Encode(image, jpegQuality));
        return Serialize(_compressed);
    }

    private void Hide(Image image, string topic)
    {
        if (!_holds.TryGetValue(topic, out var hold)) _holds[topic] = hold = new ZoneHold();
        Hidden += anonymizer.Run(image, hold).Length;
        Images++;
    }

    private ReadOnlySpan<byte> Serialize<T>(T message) where T : class, IRosMessage<T>, new()
    {
        var size = T.GetSerializedSize(message);
        if (_buffer.Length < size) _buffer = new byte[size];
        return _buffer.AsSpan(0, T.Serialize(message, _buffer));
    }
}
