namespace Ros2DotNet;

/// <summary>A writer of messages that are CDR already: for players, bridges and types known by name only.</summary>
public sealed class SerializedPublisher : PublisherBase
{
    internal SerializedPublisher(Node node, string topic, string ddsTypeName, string typeHash, QosProfile qos)
        : base(node, topic, ddsTypeName, typeHash, qos)
    {
    }

    /// <summary>Sends a message with its 4-byte encapsulation header.</summary>
    /// <exception cref="CdrException">It is too short to be a message.</exception>
    /// <exception cref="DdsException">Cyclone refused it.</exception>
    public void Publish(ReadOnlySpan<byte> cdr)
    {
        ThrowIfDisposed();
        if (cdr.Length < 5)
        {
            throw new CdrException(
                $"a message on '{Topic}' has {cdr.Length} bytes; it needs the 4-byte header and one octet at least");
        }

        Writer.Write(cdr);
    }
}
