using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Perception.Viewer.Tests;

public sealed class HostileClientTests : IDisposable
{
    private readonly Domain _domain =
        new(running: false, new ViewerOptions { Patience = TimeSpan.FromSeconds(5), MaxConnections = 40 });

    public void Dispose()
    {
        // Whatever was done to it, the server serves the next client.
        using (var client = new TestClient(_domain.Viewer)) client.ReadText("serverInfo");
        Wait.For(() => _domain.Viewer.ClientCount == 0, "the end of the sessions");
        _domain.Dispose();
    }

    [Fact]
    public void A_message_that_is_too_long_closes_the_connection()
    {
        using var client = new TestClient(_domain.Viewer);
        var piece = new byte[(1 << 20) + 4096];
        piece.AsSpan().Fill((byte)' ');
        client.Send(piece, WebSocketMessageType.Text);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, client.ReadToEnd());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"op":5}""")]
    [InlineData("""{"op":"subscribe"}""")]
    [InlineData("""{"op":"subscribe","subscriptions":7}""")]
    [InlineData("""{"op":"subscribe","subscriptions":[{"id":-1,"channelId":"x"}]}""")]
    [InlineData("""{"op":"unsubscribe","subscriptionIds":[{}]}""")]
    [InlineData("""{"op":"setParameters","parameters":[{}]}""")]
    [InlineData("""{"op":"getParameters","parameterNames":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}""")]
    [InlineData("""{"op":"no such thing"}""")]
    public void A_request_that_makes_no_sense_is_answered_with_a_status(string request)
    {
        using var client = new TestClient(_domain.Viewer);
        client.Send(request);
        Assert.Equal(2, client.ReadText("status").GetProperty("level").GetInt32());
        Assert.Equal(WebSocketState.Open, client.State);
    }

    [Fact]
    public void Who_goes_on_to_make_no_sense_is_sent_away()
    {
        using var client = new TestClient(_domain.Viewer);
        try
        {
            for (var i = 0; i < 200; i++) client.Send("{");
        }
        catch (WebSocketException)
        {
            // Sent away while it still spoke.
        }

        client.ReadToEnd();
        Assert.NotEqual(WebSocketState.Open, client.State);
    }

    [Fact]
    public void Ten_thousand_subscriptions_are_refused_with_one_sentence_a_reason()
    {
        using var client = new TestClient(_domain.Viewer);
        var known = client.Channel("/camera/image_raw").GetProperty("id").GetUInt32();
        var items = Enumerable.Range(0, 10_000).Select(i => $$"""{"id":{{i}},"channelId":{{(i % 2 == 0 ? known : 1_000_000u)}}}""");
        client.Send($$"""{"op":"subscribe","subscriptions":[{{string.Join(',', items)}}]}""");
        Assert.Contains("5000 subscriptions name no channel",
            client.ReadText("status").GetProperty("message").GetString());
        Assert.Contains("4999 subscriptions were there already",
            client.ReadText("status").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\n\r\n", "404")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n\r\n", "404")]
    [InlineData("GET //etc/passwd HTTP/1.1\r\n\r\n", "404")]
    [InlineData("GET /app.js/../../ViewerServer.cs HTTP/1.1\r\n\r\n", "404")]
    [InlineData("GET /index.html%00.js HTTP/1.1\r\n\r\n", "404")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "405")]
    [InlineData("GET http://elsewhere/ HTTP/1.1\r\n\r\n", "400")]
    [InlineData("nonsense\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\n: no name\r\n\r\n", "400")]
    [InlineData("GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", "400")]
    public void Only_the_own_page_can_be_asked_for(string request, string status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", Ask(Encoding.ASCII.GetBytes(request)), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://elsewhere.example", "elsewhere.example", "403")]
    [InlineData("http://elsewhere.example:8765", "elsewhere.example:8765", "403")]
    [InlineData("http://robot.local:8765", "other.local:8765", "403")]
    [InlineData("null", "127.0.0.1", "403")]
    [InlineData("http://robot.local:8765", "robot.local:8765", "101")]
    [InlineData("http://robot:8765", "robot:8765", "101")]
    [InlineData("http://192.168.1.7:8765", "192.168.1.7:8765", "101")]
    [InlineData("http://127.0.0.1:9999", "127.0.0.1:8765", "101")]
    [InlineData("https://app.foxglove.dev", "127.0.0.1:8765", "101")]
    public void A_page_of_a_stranger_gets_no_data(string origin, string host, string status)
    {
        using var socket = Connect();
        socket.Send(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: foxglove.sdk.v1\r\n\r\n"));
        var answer = new byte[12];
        Assert.Equal(12, socket.Receive(answer));
        Assert.Equal($"HTTP/1.1 {status}", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public void A_head_without_end_is_refused()
    {
        var head = new byte[9000];
        head.AsSpan().Fill((byte)'a');
        Assert.StartsWith("HTTP/1.1 400 ", Ask(head), StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_that_never_finish_their_request_are_cut()
    {
        var slow = Enumerable.Range(0, 30).Select(_ => Connect()).ToArray();
        foreach (var socket in slow) socket.Send("GET / HT"u8);

        // Others are served meanwhile.
        Assert.StartsWith("HTTP/1.1 200 ", Ask("GET / HTTP/1.1\r\n\r\n"u8.ToArray()), StringComparison.Ordinal);
        foreach (var socket in slow)
        {
            using (socket) Assert.Equal("", ReadAll(socket));
        }
    }

    [Fact]
    public void Too_many_connections_are_turned_away()
    {
        var many = Enumerable.Range(0, 60).Select(_ => Connect()).ToArray();
        foreach (var socket in many)
        {
            using (socket) Assert.Equal("", ReadAll(socket));
        }
    }

    [Fact]
    public void Without_the_token_nobody_comes_in()
    {
        using var domain = new Domain(running: false, new ViewerOptions { Token = "open sesame" });
        Assert.Throws<WebSocketException>(() => new TestClient(domain.Viewer));
        Assert.Throws<WebSocketException>(() => new TestClient(domain.Viewer, query: "?token=open"));
        using var client = new TestClient(domain.Viewer, query: "?token=open%20sesame");
        client.ReadText("serverInfo");
    }

    [Fact]
    public void Frames_of_random_bytes_end_only_their_own_connection()
    {
        var random = new Random(5);
        for (var i = 0; i < 20; i++)
        {
            using var socket = Connect();
            socket.Send(
                Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: foxglove.sdk.v1\r\n\r\n"));
            var answer = new byte[12];
            Assert.Equal(12, socket.Receive(answer));
            Assert.Equal("HTTP/1.1 101", Encoding.ASCII.GetString(answer));
            var noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            socket.Send(noise);
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveTimeout = 180_000
        };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, _domain.Viewer.Port));
        return socket;
    }

    private string Ask(byte[] request)
    {
        using var socket = Connect();
        socket.Send(request);
        return ReadAll(socket);
    }

    private static string ReadAll(Socket socket)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (socket.Receive(buffer) is > 0 and var count)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset)
        {
            // Cut.
        }

        return answer.ToString();
    }
}
