namespace Ros2DotNet;

/// <summary>A ROS 2 message type as the source generator makes it from a <c>.msg</c> file.</summary>
/// <typeparam name="TSelf">The message class itself.</typeparam>
public interface IRosMessage<TSelf> where TSelf : class, IRosMessage<TSelf>, new()
{
    /// <summary>ROS name, e.g. <c>sensor_msgs/msg/Image</c>.</summary>
    static abstract string TypeName { get; }

    /// <summary>DDS name, e.g. <c>sensor_msgs::msg::dds_::Image_</c>.</summary>
    static abstract string DdsTypeName { get; }

    /// <summary>REP-2011 hash, <c>RIHS01_</c> and 64 hex digits.</summary>
    static abstract string TypeHash { get; }

    /// <summary>Concatenated <c>ros2msg</c> definition: this type and every type it refers to.</summary>
    static abstract string Definition { get; }

    /// <summary>Exact size in bytes of the message as XCDR1, the 4-byte encapsulation header included.</summary>
    static abstract int GetSerializedSize(TSelf message);

    /// <summary>Writes encapsulation header and fields; returns the bytes written.</summary>
    /// <exception cref="CdrException">The destination is too small or a bound of the type is exceeded.</exception>
    static abstract int Serialize(TSelf message, Span<byte> destination);

    /// <summary>
    /// Reads into an existing message, reusing its sequences; never allocates more than the buffer justifies.
    /// </summary>
    /// <exception cref="CdrException">The bytes are not a message of this type; names field and offset.</exception>
    static abstract void Deserialize(ReadOnlySpan<byte> cdr, TSelf message);
}
