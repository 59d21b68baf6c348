using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Perception.Viewer.Tests;

/// <summary>A client of the protocol that keeps what it is told.</summary>
internal sealed class TestClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ClientWebSocket _socket = new();
    private readonly Dictionary<string, JsonElement> _channels = [];
    private byte[] _buffer = new byte[1 << 16];
    private uint _nextId = 1;

    public TestClient(ViewerServer viewer, string subprotocol = "foxglove.sdk.v1", string query = "")
    {
        _socket.Options.AddSubProtocol(subprotocol);
        _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{viewer.Port}/{query}"),
            new CancellationTokenSource(Patience).Token).GetAwaiter().GetResult();
        Assert.Equal(subprotocol, _socket.SubProtocol);
    }

    /// <summary>What playback was last said to do.</summary>
    public byte[]? LastPlayback { get; private set; }

    public WebSocketState State => _socket.State;

    /// <summary>Reads until a text of an operation comes for which a condition holds.</summary>
    public JsonElement ReadText(string op, Func<JsonElement, bool>? holds = null)
    {
        while (true)
        {
            var (text, _) = Receive();
            if (text is { } json && json.GetProperty("op").GetString() == op && holds?.Invoke(json) != false)
            {
                return json;
            }
        }
    }

    /// <summary>The channel of a topic, waiting until it is advertised.</summary>
    public JsonElement Channel(string topic)
    {
        JsonElement channel;
        while (!_channels.TryGetValue(topic, out channel)) Receive();
        return channel;
    }

    public uint Subscribe(string topic)
    {
        var id = _nextId++;
        Send($$"""{"op":"subscribe","subscriptions":[{"id":{{id}},"channelId":{{Channel(topic).GetProperty("id").GetUInt32()}}}]}""");
        return id;
    }

    public void Unsubscribe(uint id) => Send($$"""{"op":"unsubscribe","subscriptionIds":[{{id}}]}""");

    /// <summary>Log time and payload of the next message of a subscription.</summary>
    public (long TimeNs, byte[] Cdr) ReadMessage(uint id)
    {
        while (true)
        {
            var (_, binary) = Receive();
            if (binary is [1, ..] && BinaryPrimitives.ReadUInt32LittleEndian(binary.AsSpan(1)) == id)
                return (BinaryPrimitives.ReadInt64LittleEndian(binary.AsSpan(5)), binary[13..]);
        }
    }

    /// <summary>The next binary message of an opcode.</summary>
    public byte[] ReadBinary(byte opcode)
    {
        while (true)
        {
            if (Receive().Binary is { } binary && binary[0] == opcode) return binary;
        }
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public void Send(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        _socket.SendAsync(bytes, type, true, new CancellationTokenSource(Patience).Token).GetAwaiter().GetResult();

    /// <summary>Reads until the server closes or cuts the connection.</summary>
    public WebSocketCloseStatus? ReadToEnd()
    {
        try
        {
            while (_socket.State == WebSocketState.Open) Receive();
        }
        catch (WebSocketException)
        {
            // Cut.
        }

        return _socket.CloseStatus;
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    private (JsonElement? Text, byte[]? Binary) Receive()
    {
        using var patience = new CancellationTokenSource(Patience);
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            if (length == _buffer.Length) Array.Resize(ref _buffer, 2 * length);
            part = _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token).AsTask().GetAwaiter().GetResult();
            length += part.Count;
        }
        while (!part.EndOfMessage);

        if (part.MessageType == WebSocketMessageType.Binary)
        {
            if (_buffer[0] == 5) LastPlayback = _buffer[..length];
            return (null, _buffer[..length]);
        }

        if (part.MessageType == WebSocketMessageType.Close) return (null, null);
        var json = JsonDocument.Parse(_buffer.AsMemory(0, length)).RootElement.Clone();
        if (json.GetProperty("op").GetString() == "advertise")
        {
            foreach (var channel in json.GetProperty("channels").EnumerateArray())
            {
                _channels[channel.GetProperty("topic").GetString()!] = channel;
            }
        }

        return (json, null);
    }
}
