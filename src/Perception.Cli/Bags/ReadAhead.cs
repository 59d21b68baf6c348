using System.Buffers;
using Ros2DotNet.Bags;

namespace Perception.Cli.Bags;

/// <summary>
/// Reads messages on a thread of its own into a queue of limited size, so that decompressing does not disturb the
/// player's timing. The order is the bag's, whatever the threads do.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private const int MostMessages = 512;
    private const long MostBytes = 64 << 20;

    private readonly object _gate = new();
    private readonly Queue<PlayedMessage> _queue = new();
    private readonly Thread _thread;
    private long _bytes;
    private bool _ended;
    private bool _stopping;
    private Exception? _failure;

    public ReadAhead(Bag bag, BagFilter filter)
    {
        _thread = new Thread(() => Read(bag, filter)) { IsBackground = true, Name = "bag/read" };
        _thread.Start();
    }

    /// <summary>The next message, its data in a rented buffer that the caller gives back; false at the end.</summary>
    /// <exception cref="BagException">The bag is damaged.</exception>
    public bool TryTake(out PlayedMessage message)
    {
        lock (_gate)
        {
            while (!_queue.TryDequeue(out message))
            {
                if (_failure is not null) throw new BagException(_failure.Message, _failure);
                if (_ended) return false;
                Monitor.Wait(_gate);
            }

            _bytes -= message.Length;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        while (_queue.TryDequeue(out var message)) ArrayPool<byte>.Shared.Return(message.Buffer);
    }

    private void Read(Bag bag, BagFilter filter)
    {
        Exception? failure = null;
        try
        {
            using var cursor = bag.ReadMessages(filter);
            while (cursor.MoveNext() && Add(cursor.Current))
            {
                // Adding is all there is to do.
            }
        }
        catch (BagException e)
        {
            failure = e;
        }

        lock (_gate)
        {
            (_ended, _failure) = (true, failure);
            Monitor.PulseAll(_gate);
        }
    }

    private bool Add(in BagMessage message)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(message.Data.Length);
        message.Data.CopyTo(buffer);
        lock (_gate)
        {
            while ((_queue.Count >= MostMessages || _bytes >= MostBytes) && !_stopping) Monitor.Wait(_gate);
            _queue.Enqueue(new PlayedMessage(message.Topic, message.LogTimeNs, buffer, message.Data.Length));
            _bytes += message.Data.Length;
            Monitor.PulseAll(_gate);
            return !_stopping;
        }
    }
}
