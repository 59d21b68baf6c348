using System.Buffers;
using System.Net.WebSockets;

namespace Perception.Viewer.Protocol;

/// <summary>Puts the messages of a client together; one that is too long closes the connection.</summary>
internal sealed class IncomingMessages(WebSocket socket) : IDisposable
{
    /// <summary>Longest message; requests are far shorter.</summary>
    public const int MostBytes = 1 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _length;

    /// <summary>The message, valid until the next is read.</summary>
    public ReadOnlyMemory<byte> Message => _buffer.AsMemory(0, _length);

    /// <summary>Waits for the next message; null where the client closed or was closed.</summary>
    public async ValueTask<WebSocketMessageType?> ReadAsync(CancellationToken cancellation)
    {
        _length = 0;
        while (true)
        {
            if (_length == _buffer.Length && !Grow())
            {
                await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"a message may have {MostBytes} bytes",
                    cancellation).ConfigureAwait(false);
                return null;
            }

            var part = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await CloseAsync(WebSocketCloseStatus.NormalClosure, null, cancellation).ConfigureAwait(false);
                return null;
            }

            _length += part.Count;
            if (part.EndOfMessage) return part.MessageType;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private bool Grow()
    {
        if (_buffer.Length >= MostBytes) return false;
        var larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
        _buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        return true;
    }

    private async ValueTask CloseAsync(WebSocketCloseStatus status, string? reason, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        await socket.CloseOutputAsync(status, reason, patience.Token).ConfigureAwait(false);
    }
}
