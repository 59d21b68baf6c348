using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Perception.Viewer.Channels;

namespace Perception.Viewer.Protocol;

/// <summary>What the server says: JSON texts, and the heads of binary messages.</summary>
internal static class ServerMessages
{
    /// <summary>Bytes before the payload of a message: opcode, subscription, log time.</summary>
    public const int DataHeaderSize = 13;

    /// <summary>Bytes of the message that tells the time.</summary>
    public const int TimeSize = 9;

    public static byte[] ServerInfo(ViewSource source, string sessionId) => Text("serverInfo", json =>
    {
        json.WriteString("name", source.Name);
        json.WriteStartArray("capabilities");
        foreach (var capability in Capabilities(source)) json.WriteStringValue(capability);
        json.WriteEndArray();
        json.WriteStartArray("supportedEncodings");
        json.WriteStringValue("cdr");
        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteString("ROS_DISTRO", "jazzy");
        json.WriteEndObject();
        json.WriteString("sessionId", sessionId);
        if (source.Playback is not { } playback) return;
        WriteTime(json, "dataStartTime", playback.StartNs);
        WriteTime(json, "dataEndTime", playback.EndNs);
    });

    public static byte[] Advertise(IEnumerable<Channel> channels) => Text("advertise", json =>
    {
        json.WriteStartArray("channels");
        foreach (var channel in channels)
        {
            json.WriteStartObject();
            json.WriteNumber("id", channel.Id);
            json.WriteString("topic", channel.Info.Topic);
            json.WriteString("encoding", "cdr");
            json.WriteString("schemaName", channel.Info.Type);
            json.WriteString("schema", channel.Info.Definition);
            json.WriteString("schemaEncoding", "ros2msg");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static byte[] Unadvertise(IEnumerable<Channel> channels) => Text("unadvertise", json =>
    {
        json.WriteStartArray("channelIds");
        foreach (var channel in channels) json.WriteNumberValue(channel.Id);
        json.WriteEndArray();
    });

    public static byte[] Status(StatusLevel level, string message) => Text("status", json =>
    {
        json.WriteNumber("level", (int)level);
        json.WriteString("message", message);
    });

    public static byte[] ParameterValues(IEnumerable<NamedValue> values, string? id) => Text("parameterValues", json =>
    {
        json.WriteStartArray("parameters");
        foreach (var (name, value) in values) ParameterJson.Write(json, name, value);
        json.WriteEndArray();
        if (id is not null) json.WriteString("id", id);
    });

    public static byte[] ConnectionGraphUpdate(ConnectionGraph graph, string[] removedTopics,
        string[] removedServices) =>
        Text("connectionGraphUpdate", json =>
        {
            WriteGroups(json, "publishedTopics", "publisherIds", graph.Publishers);
            WriteGroups(json, "subscribedTopics", "subscriberIds", graph.Subscribers);
            WriteGroups(json, "advertisedServices", "providerIds", graph.Services);
            WriteStrings(json, "removedTopics", removedTopics);
            WriteStrings(json, "removedServices", removedServices);
        });

    public static byte[] Playback(PlaybackState state)
    {
        var id = Encoding.UTF8.GetBytes(state.RequestId);
        var message = new byte[19 + id.Length];
        (message[0], message[1]) = (5, (byte)state.Status);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(2), state.TimeNs);
        BinaryPrimitives.WriteSingleLittleEndian(message.AsSpan(10), state.Speed);
        message[14] = state.DidSeek ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(15), id.Length);
        id.CopyTo(message, 19);
        return message;
    }

    public static void WriteDataHeader(Span<byte> destination, uint subscriptionId, long timeNs)
    {
        destination[0] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[1..], subscriptionId);
        BinaryPrimitives.WriteInt64LittleEndian(destination[5..], timeNs);
    }

    public static void WriteTime(Span<byte> destination, long timeNs)
    {
        destination[0] = 2;
        BinaryPrimitives.WriteInt64LittleEndian(destination[1..], timeNs);
    }

    /// <summary>Whether a control message is JSON, which travels as text.</summary>
    public static bool IsText(ReadOnlySpan<byte> message) => message[0] == '{';

    private static IEnumerable<string> Capabilities(ViewSource source)
    {
        if (source.SendsTime) yield return "time";
        if (source.Parameters is not null)
        {
            yield return "parameters";
            yield return "parametersSubscribe";
        }

        if (source.Graph is not null) yield return "connectionGraph";
        if (source.Playback is not null) yield return "playbackControl";
    }

    private static void WriteTime(Utf8JsonWriter json, string name, long timeNs)
    {
        json.WriteStartObject(name);
        json.WriteNumber("sec", timeNs / 1_000_000_000);
        json.WriteNumber("nsec", timeNs % 1_000_000_000);
        json.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter json, string name, string members, IReadOnlyDictionary<string,
        string[]> groups)
    {
        json.WriteStartArray(name);
        foreach (var (key, ids) in groups)
        {
            json.WriteStartObject();
            json.WriteString("name", key);
            WriteStrings(json, members, ids);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, string[] texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static byte[] Text(string op, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("op", op);
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
