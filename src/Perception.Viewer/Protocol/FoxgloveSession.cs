using System.Net.WebSockets;
using System.Threading.Channels;
using Perception.Viewer.Channels;

namespace Perception.Viewer.Protocol;

/// <summary>
/// One client of the Foxglove protocol: what it wants, what waits for it, and the loops that send and receive. Posting
/// never waits: data that a client does not take in time is dropped, oldest first, and one that does not even take what
/// it asked for is sent away.
/// </summary>
internal sealed class FoxgloveSession : IDisposable
{
    private const int MostControlMessages = 256;
    private const int PieceBytes = 64 << 10;

    // Guards everything that waits. Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly Queue<byte[]> _control = new();
    private readonly Dictionary<uint, ClientSubscription> _subscriptions = [];
    private readonly List<ClientSubscription> _turns = [];
    private readonly System.Threading.Channels.Channel<byte> _wakeUp =
        System.Threading.Channels.Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly WebSocket _socket;
    private readonly ChannelHub _hub;
    private readonly TimeSpan _patience;
    private readonly byte[] _scratch = new byte[PieceBytes];
    private readonly ClientRequests _requests;
    private readonly CancellationTokenSource _ended = new();
    private CancellationTokenSource _sending = new();
    private long? _timeNs;
    private int _next;
    private long _dropped;

    public FoxgloveSession(WebSocket socket, ChannelHub hub, TimeSpan patience)
    {
        (_socket, _hub, _patience) = (socket, hub, patience);
        _requests = new ClientRequests(this, hub);
    }

    /// <summary>Messages that the client missed.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public bool WantsGraph { get; set; }

    /// <summary>Whether it speaks the newer subprotocol, which knows playback.</summary>
    public bool KnowsPlayback => _socket.SubProtocol == Subprotocols.Sdk;

    /// <summary>Cancelled when the client is gone or sent away.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Whether the client asked to be told when this parameter changes.</summary>
    public bool FollowsParameter(string name) => _requests.FollowsParameter(name);

    public ClientSubscription[] Subscriptions()
    {
        lock (_gate) return [.. _subscriptions.Values];
    }

    /// <summary>Serves the client until it goes.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var stopping = stop.Register(End);
        _hub.Join(this);
        var sending = SendAsync();
        try
        {
            await ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException
            or ObjectDisposedException)
        {
            // Gone, or sent away.
        }
        finally
        {
            _hub.Leave(this);
            End();
            await sending.ConfigureAwait(false);
        }
    }

    /// <summary>Adds a data message; the oldest of the subscription may have to go for it.</summary>
    public void Post(ClientSubscription subscription, SharedMessage message)
    {
        lock (_gate)
        {
            if (!IsCurrent(subscription)) return;
            _dropped += subscription.Post(message);
        }

        _wakeUp.Writer.TryWrite(0);
    }

    /// <summary>Adds a message that must not be lost.</summary>
    public void PostControl(byte[] message)
    {
        lock (_gate)
        {
            if (_control.Count < MostControlMessages)
            {
                _control.Enqueue(message);
            }
            else
            {
                // Not here: ending runs what the caller may hold locks against.
                ThreadPool.QueueUserWorkItem(static session => session.End(), this, preferLocal: false);
                return;
            }
        }

        _wakeUp.Writer.TryWrite(0);
    }

    /// <summary>Tells the time; only the newest counts.</summary>
    public void PostTime(long timeNs)
    {
        lock (_gate) _timeNs = timeNs;
        _wakeUp.Writer.TryWrite(0);
    }

    /// <summary>False where the client has a subscription of that number already.</summary>
    public bool Remember(ClientSubscription subscription)
    {
        lock (_gate)
        {
            if (!_subscriptions.TryAdd(subscription.Id, subscription)) return false;
            _turns.Add(subscription);
            return true;
        }
    }

    public void Forget(ClientSubscription subscription)
    {
        lock (_gate)
        {
            if (!IsCurrent(subscription)) return;
            _subscriptions.Remove(subscription.Id);
            _turns.Remove(subscription);
            subscription.Clear();
        }
    }

    public ClientSubscription? Find(uint subscriptionId)
    {
        lock (_gate) return _subscriptions.GetValueOrDefault(subscriptionId);
    }

    /// <summary>Whether the client has a subscription of the channel.</summary>
    public bool Has(uint channelId)
    {
        lock (_gate) return _turns.Exists(subscription => subscription.Channel.Id == channelId);
    }

    public int SubscriptionCount
    {
        get
        {
            lock (_gate) return _turns.Count;
        }
    }

    public void Dispose()
    {
        foreach (var subscription in Subscriptions()) Forget(subscription);
        _socket.Dispose();
        _sending.Dispose();
    }

    // Under the lock: a number may have come into use again for another channel.
    private bool IsCurrent(ClientSubscription subscription) =>
        _subscriptions.TryGetValue(subscription.Id, out var current) && current == subscription;

    private void End()
    {
        _ended.Cancel();
        _wakeUp.Writer.TryComplete();
        _socket.Abort();
    }

    private async Task ReceiveAsync()
    {
        using var reader = new IncomingMessages(_socket);
        while (await reader.ReadAsync(_ended.Token).ConfigureAwait(false) is { } kind)
        {
            if (kind == WebSocketMessageType.Text) _requests.HandleText(reader.Message);
            else _requests.HandleBinary(reader.Message.Span);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (await _wakeUp.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                _wakeUp.Reader.TryRead(out _);
                while (await SendNextAsync().ConfigureAwait(false))
                {
                    // Until nothing waits.
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException
            or ObjectDisposedException)
        {
            End();
        }
    }

    // What must not be lost goes first, then the subscriptions in turn.
    private async ValueTask<bool> SendNextAsync()
    {
        byte[]? control;
        long? timeNs;
        SharedMessage? message = null;
        uint id = 0;
        lock (_gate)
        {
            (timeNs, _timeNs) = (_timeNs, null);
            if (!_control.TryDequeue(out control) && timeNs is null) message = TakeTurn(out id);
        }

        if (timeNs is { } now)
        {
            ServerMessages.WriteTime(_scratch, now);
            await SendPieceAsync(_scratch.AsMemory(0, ServerMessages.TimeSize), WebSocketMessageType.Binary, last: true)
                .ConfigureAwait(false);
        }

        if (control is not null)
        {
            var type = ServerMessages.IsText(control) ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
            await SendPieceAsync(control, type, last: true).ConfigureAwait(false);
        }

        if (message is null) return control is not null || timeNs is not null;
        try
        {
            await SendDataAsync(id, message).ConfigureAwait(false);
        }
        finally
        {
            message.Release();
        }

        return true;
    }

    private SharedMessage? TakeTurn(out uint id)
    {
        for (var i = 0; i < _turns.Count; i++)
        {
            _next = (_next + 1) % _turns.Count;
            if (_turns[_next].Take() is not { } message) continue;
            id = _turns[_next].Id;
            return message;
        }

        id = 0;
        return null;
    }

    // In pieces, so that a client that does not read holds a piece in the socket's buffers and not a whole image.
    private async ValueTask SendDataAsync(uint id, SharedMessage message)
    {
        ServerMessages.WriteDataHeader(_scratch, id, message.TimeNs);
        var data = message.Data;
        var first = Math.Min(data.Length, PieceBytes - ServerMessages.DataHeaderSize);
        data[..first].CopyTo(_scratch.AsMemory(ServerMessages.DataHeaderSize));
        data = data[first..];
        await SendPieceAsync(_scratch.AsMemory(0, ServerMessages.DataHeaderSize + first), WebSocketMessageType.Binary,
            data.IsEmpty).ConfigureAwait(false);
        while (!data.IsEmpty)
        {
            var piece = data[..Math.Min(data.Length, 4 * PieceBytes)];
            data = data[piece.Length..];
            await SendPieceAsync(piece, WebSocketMessageType.Binary, data.IsEmpty).ConfigureAwait(false);
        }
    }

    private async ValueTask SendPieceAsync(ReadOnlyMemory<byte> piece, WebSocketMessageType type, bool last)
    {
        if (!_sending.TryReset())
        {
            _sending.Dispose();
            _sending = new CancellationTokenSource();
        }

        _sending.CancelAfter(_patience);
        await _socket.SendAsync(piece, type, last, _sending.Token).ConfigureAwait(false);
    }
}
