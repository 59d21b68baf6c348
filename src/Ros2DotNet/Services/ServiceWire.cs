using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>
/// rmw_cyclonedds's convention for services: requests and replies are samples of two topics, and each starts with the
/// client's handle and a sequence number (16 bytes) before the message.
/// </summary>
internal static unsafe class ServiceWire
{
    private const int EncapsulationBytes = 4;
    private const int IdBytes = 16;

    private static int _lastId;

    /// <summary>Bytes before the first field.</summary>
    public const int HeadBytes = EncapsulationBytes + IdBytes;

    public static string RequestTopic(string service) => $"rq{service}Request";

    public static string ReplyTopic(string service) => $"rr{service}Reply";

    /// <summary>Serializes a message behind its identity into a block of the writer and sends it.</summary>
    public static void Write<T>(DdsWriter writer, RequestId id, T message) where T : class, IRosMessage<T>, new()
    {
        var size = T.GetSerializedSize(message);
        var block = writer.Rent(size + IdBytes);
        var payload = new Span<byte>(block + SerdataPool.PayloadOffset, size + IdBytes);
        try
        {
            // The message's own encapsulation header lands where the identity ends, and is overwritten.
            var length = T.Serialize(message, payload[IdBytes..]);
            payload[IdBytes..HeadBytes].CopyTo(payload);
            BinaryPrimitives.WriteUInt64LittleEndian(payload[EncapsulationBytes..], id.Client);
            BinaryPrimitives.WriteInt64LittleEndian(payload[(EncapsulationBytes + sizeof(ulong))..], id.Sequence);
            SerdataPool.SetSize(block, length + IdBytes);
        }
        catch
        {
            SerdataPool.Return(block);
            throw;
        }

        writer.Send(block);
    }

    /// <summary>The identity at the start of a sample; false if it cannot be one of this convention.</summary>
    public static bool TryReadId(ReadOnlySpan<byte> cdr, out RequestId id)
    {
        id = default;
        if (cdr.Length < HeadBytes + 1)
        {
            return false;
        }

        id = new RequestId(
            BinaryPrimitives.ReadUInt64LittleEndian(cdr[EncapsulationBytes..]),
            BinaryPrimitives.ReadInt64LittleEndian(cdr[(EncapsulationBytes + sizeof(ulong))..]));
        return id is { Client: not 0, Sequence: > 0 };
    }

    /// <summary>Reads the message behind the identity.</summary>
    /// <exception cref="CdrException">It is none of the type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> cdr) where T : class, IRosMessage<T>, new()
    {
        // The sample's memory may be shared with other readers, so the header moves in a copy.
        var copy = ArrayPool<byte>.Shared.Rent(cdr.Length - IdBytes);
        try
        {
            cdr[..EncapsulationBytes].CopyTo(copy);
            cdr[HeadBytes..].CopyTo(copy.AsSpan(EncapsulationBytes));
            var message = new T();
            T.Deserialize(copy.AsSpan(0, cdr.Length - IdBytes), message);
            return message;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>
    /// What an endpoint says of itself in its user data: <c>clientid</c>, <c>serviceid</c> or nothing.
    /// </summary>
    public static string? UserValue(nint qos, string key)
    {
        byte* data = null;
        nuint length = 0;
        if (!Ddsc.dds_qget_userdata(qos, &data, &length) || data is null)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(data, (int)length);
        Ddsc.dds_free(data);
        foreach (var part in text.Split(';'))
        {
            if (part.StartsWith(key, StringComparison.Ordinal) && part.Length > key.Length && part[key.Length] == '=')
            {
                return part[(key.Length + 1)..];
            }
        }

        return null;
    }

    /// <summary>
    /// An endpoint's text for <c>clientid</c> and <c>serviceid</c>: unique, otherwise without meaning.
    /// </summary>
    public static string IdText(int participant) =>
        string.Join('.', EndpointGuid.Of(participant).ToArray().Take(12).Select(octet => octet.ToString("x"))) +
        $".{Interlocked.Increment(ref _lastId):x}";
}
