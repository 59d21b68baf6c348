using Perception.Viewer.Channels;

namespace Perception.Viewer.Derived;

/// <summary>Makes the messages of one channel from those of another, while somebody wants them.</summary>
internal abstract class Derivation(ChannelInfo info)
{
    /// <summary>The channel that is made.</summary>
    public ChannelInfo Info { get; } = info;

    /// <summary>What can be made of a channel.</summary>
    public static IEnumerable<Derivation> Of(ChannelInfo info) => info.Type switch
    {
        "sensor_msgs/msg/Image" => [new CompressedPictures(info.Topic)],
        "vision_msgs/msg/Detection2DArray" => [new DetectionAnnotations(info.Topic)],
        _ => [],
    };

    /// <summary>The message made, valid until the next call; false where nothing can be made of this one.</summary>
    public abstract bool TryDerive(ReadOnlySpan<byte> cdr, out ReadOnlySpan<byte> made);
}
