namespace Ros2DotNet;

/// <summary>What can be done with a message type that is only known by name at run time.</summary>
public sealed class MessageTypeSupport
{
    private readonly Func<object> _create;
    private readonly Deserializer _deserialize;
    private readonly Func<object, byte[]> _serialize;

    private MessageTypeSupport(
        string typeName, string ddsTypeName, string typeHash, string definition,
        Func<object> create, Deserializer deserialize, Func<object, byte[]> serialize)
    {
        TypeName = typeName;
        DdsTypeName = ddsTypeName;
        TypeHash = typeHash;
        Definition = definition;
        _create = create;
        _deserialize = deserialize;
        _serialize = serialize;
    }

    private delegate void Deserializer(ReadOnlySpan<byte> cdr, object message);

    /// <summary><c>pkg/msg/Type</c>.</summary>
    public string TypeName { get; }

    /// <summary><c>pkg::msg::dds_::Type_</c>.</summary>
    public string DdsTypeName { get; }

    /// <summary><c>RIHS01_...</c>.</summary>
    public string TypeHash { get; }

    /// <summary>The <c>ros2msg</c> text with dependencies.</summary>
    public string Definition { get; }

    /// <summary>An empty message.</summary>
    public object Create() => _create();

    /// <summary>Reads a message.</summary>
    /// <exception cref="CdrException">The bytes are not a message of this type.</exception>
    public object Deserialize(ReadOnlySpan<byte> cdr)
    {
        var message = _create();
        _deserialize(cdr, message);
        return message;
    }

    /// <summary>Writes a message of this type.</summary>
    public byte[] Serialize(object message) => _serialize(message);

    internal static MessageTypeSupport Of<T>() where T : class, IRosMessage<T>, new() => new(
        T.TypeName, T.DdsTypeName, T.TypeHash, T.Definition,
        static () => new T(),
        static (cdr, message) => T.Deserialize(cdr, (T)message),
        static message =>
        {
            var cdr = new byte[T.GetSerializedSize((T)message)];
            T.Serialize((T)message, cdr);
            return cdr;
        });
}
