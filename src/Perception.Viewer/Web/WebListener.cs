using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Perception.Viewer.Channels;
using Perception.Viewer.Protocol;

namespace Perception.Viewer.Web;

/// <summary>
/// The HTTP side: the page's files, and the way to a WebSocket. It knows GET and HEAD of its own files and nothing
/// else, so that it is small enough to be read; the WebSocket protocol itself is the runtime's.
/// </summary>
internal sealed class WebListener : IDisposable
{
    private const int MostHeadBytes = 8 << 10;
    private const string HandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly ViewerOptions _options;
    private readonly ChannelHub _hub;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _connections;

    /// <exception cref="ViewerException">The address or port cannot be had.</exception>
    public WebListener(ViewerOptions options, ChannelHub hub)
    {
        (_options, _hub) = (options, hub);
        _listener = new TcpListener(options.Address, options.Port);
        try
        {
            _listener.Start(backlog: 64);
        }
        catch (SocketException e)
        {
            throw new ViewerException($"cannot listen on {options.Address} port {options.Port}: {e.Message}", e);
        }

        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Host => _options.Address.AddressFamily == AddressFamily.InterNetworkV6
        ? $"[{_options.Address}]"
        : _options.Address.ToString();

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _accepting.Wait();
        SpinWait.SpinUntil(() => Volatile.Read(ref _connections) == 0, _options.Patience);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // No descriptors left, or the client gone already: the next one may fare better.
                await Task.Delay(50).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (Interlocked.Increment(ref _connections) > _options.MaxConnections) return;
            socket.NoDelay = true;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            patience.CancelAfter(_options.Patience);
            var request = await ReadHeadAsync(stream, patience.Token).ConfigureAwait(false);
            if (request?.IsUpgrade == true && Refusal(request) is null)
            {
                await OpenSessionAsync(stream, request, patience).ConfigureAwait(false);
                return;
            }

            await stream.WriteAsync(Answer(request), patience.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            await DrainAsync(stream, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException
            or WebSocketException)
        {
            // Gone, or too slow.
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    // A head that is too long, or does not come in time, is none.
    private static async ValueTask<RequestHead?> ReadHeadAsync(NetworkStream stream, CancellationToken patience)
    {
        var buffer = new byte[MostHeadBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var count = await stream.ReadAsync(buffer.AsMemory(length), patience).ConfigureAwait(false);
            if (count == 0) return null;
            length += count;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);

            // Nothing may follow yet: a client of ours waits for the answer.
            if (end >= 0) return end + 4 == length ? RequestHead.Parse(buffer.AsSpan(0, end)) : null;
        }

        return null;
    }

    private byte[] Answer(RequestHead? request) => request switch
    {
        null => Replies.Text(400, "Bad Request", "this is no request that can be understood"),
        { IsUpgrade: true } when Refusal(request) is var (status, why) => Replies.Text(status, "Refused", why),
        { Method: not ("GET" or "HEAD") } => Replies.Text(405, "Method Not Allowed", "only GET and HEAD"),
        _ when PageFile.Find(request.Path) is { } file => Replies.File(file, withBody: request.Method == "GET"),
        _ => Replies.Text(404, "Not Found", "there is no such page"),
    };

    private (int Status, string Why)? Refusal(RequestHead request) =>
        request.Path != "/" ? (404, "the WebSocket is at /")
        : request["Sec-WebSocket-Version"] != "13" ||
            request["Sec-WebSocket-Key"].Length != 24 ? (400, "not a handshake of WebSocket version 13")
        : Subprotocols.Choose(request["Sec-WebSocket-Protocol"]) is null ? (400,
            $"speaks {Subprotocols.Sdk} and {Subprotocols.WebSocket} only")
        : Admission.Problem(request, _options.Token);

    private async Task OpenSessionAsync(NetworkStream stream, RequestHead request, CancellationTokenSource patience)
    {
        var accept = Convert.ToBase64String(
            SHA1.HashData(Encoding.ASCII.GetBytes(request["Sec-WebSocket-Key"] + HandshakeGuid)));
        var subprotocol = Subprotocols.Choose(request["Sec-WebSocket-Protocol"])!;
        await stream.WriteAsync(Replies.SwitchingProtocols(accept, subprotocol), patience.Token).ConfigureAwait(false);
        patience.CancelAfter(Timeout.InfiniteTimeSpan);
        using var session = new FoxgloveSession(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = subprotocol,
            KeepAliveInterval = KeepAlive,
            KeepAliveTimeout = KeepAlive,
        }), _hub, _options.Patience);
        await session.RunAsync(_stop.Token).ConfigureAwait(false);
    }

    // Closing with unread bytes would reset the connection before the answer is read.
    private static async ValueTask DrainAsync(NetworkStream stream, CancellationToken patience)
    {
        var buffer = new byte[1024];
        for (var i = 0; i < 64 && await stream.ReadAsync(buffer, patience).ConfigureAwait(false) > 0; i++)
        {
            // Until the client closes.
        }
    }
}
