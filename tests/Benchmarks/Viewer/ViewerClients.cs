using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Benchmarks.Viewer;

/// <summary>
/// Clients of a viewer as a process: each subscribes to the JPEG pictures and to what was found; some never read.
/// </summary>
internal static class ViewerClients
{
    public const int All = 20;
    public const int Silent = 5;
    private static readonly string[] Topics =
        ["/camera/image_raw/compressed", "/yolox/out/detections", "/yolox/debug/processing_time_ms"];

    public static int Run(int port)
    {
        Task.WaitAll(Enumerable.Range(0, All).Select(i => RunAsync(port, reads: i >= Silent)).ToArray());
        return 0;
    }

    private static async Task RunAsync(int port, bool reads)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("foxglove.websocket.v1");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/"), default);
        var buffer = new byte[1 << 20];
        var channels = new Dictionary<string, uint>();
        while (!Array.TrueForAll(Topics, channels.ContainsKey))
        {
            var (length, _) = await ReceiveAsync(socket, buffer);
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            if (json.RootElement.GetProperty("op").GetString() != "advertise") continue;
            foreach (var channel in json.RootElement.GetProperty("channels").EnumerateArray())
                channels[channel.GetProperty("topic").GetString()!] = channel.GetProperty("id").GetUInt32();
        }

        var items = Topics.Select((topic, id) => $$"""{"id":{{id}},"channelId":{{channels[topic]}}}""");
        var request = $$"""{"op":"subscribe","subscriptions":[{{string.Join(',', items)}}]}""";
        await socket.SendAsync(Encoding.UTF8.GetBytes(request), WebSocketMessageType.Text, true, default);
        if (!reads) await Task.Delay(Timeout.Infinite);
        while (true) await ReceiveAsync(socket, buffer);
    }

    private static async Task<(int Length, WebSocketMessageType Type)> ReceiveAsync(ClientWebSocket socket,
        byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), default);
            length += part.Count;
            if (part.EndOfMessage) return (length, part.MessageType);
        }
    }
}
