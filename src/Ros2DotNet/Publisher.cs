namespace Ros2DotNet;

/// <summary>A writer of one topic. Messages are serialized straight into the memory that Cyclone sends from.</summary>
/// <typeparam name="T">The message class.</typeparam>
public sealed class Publisher<T> : PublisherBase where T : class, IRosMessage<T>, new()
{
    internal Publisher(Node node, string topic, QosProfile qos)
        : base(node, topic, T.DdsTypeName, T.TypeHash, qos)
    {
    }

    /// <summary>
    /// Sends a message; any thread may. A reliable writer with its history full waits for its slowest reader.
    /// </summary>
    /// <exception cref="CdrException">The message cannot be serialized.</exception>
    /// <exception cref="DdsException">Cyclone refused it.</exception>
    public void Publish(T message)
    {
        ThrowIfDisposed();
        Writer.Write(message);
    }
}
