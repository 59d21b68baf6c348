namespace Ros2DotNet.Bags;

/// <summary>A message where it lies; valid until its cursor moves.</summary>
public readonly ref struct BagMessage
{
    internal BagMessage(BagTopic topic, long logTimeNs, long publishTimeNs, uint sequence, ReadOnlySpan<byte> data)
    {
        Topic = topic;
        LogTimeNs = logTimeNs;
        PublishTimeNs = publishTimeNs;
        Sequence = sequence;
        Data = data;
    }

    /// <summary>Its topic, one of <see cref="Bag.Topics"/>.</summary>
    public BagTopic Topic { get; }

    /// <summary>When it was received, in ns.</summary>
    public long LogTimeNs { get; }

    /// <summary>When it was sent, in ns; the log time where the bag does not keep it.</summary>
    public long PublishTimeNs { get; }

    /// <summary>Its number; 0 where the bag does not keep it.</summary>
    public uint Sequence { get; }

    /// <summary>The message as it was serialized, with its encapsulation header.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads it into an existing message.</summary>
    /// <exception cref="CdrException">The bytes are not a message of this type.</exception>
    public void Deserialize<T>(T message) where T : class, IRosMessage<T>, new() => T.Deserialize(Data, message);
}
