namespace Perception.Pipelines;

/// <summary>A hand-over point for one item between two threads. The sender chooses per call whether a newer item
/// replaces a waiting one (<see cref="Post"/>) or waits for its turn (<see cref="Hand"/>). Allocates nothing.</summary>
/// <remarks>An item belongs to the mailbox from the moment it is given until <see cref="TryTake"/> returns it;
/// displaced items and items given after <see cref="Close"/> are disposed here.</remarks>
public sealed class Mailbox<T> where T : class, IDisposable
{
    private readonly object _gate = new();
    private T? _item;
    private bool _closed;
    private long _displaced;

    /// <summary>Items that a newer one replaced before anybody took them.</summary>
    public long Displaced => Volatile.Read(ref _displaced);

    /// <summary>Puts an item in; one still waiting is disposed and counted as displaced. Never waits.</summary>
    public void Post(T item)
    {
        T? unwanted;
        lock (_gate)
        {
            if (_closed)
            {
                unwanted = item;
            }
            else
            {
                unwanted = _item;
                _item = item;
                if (unwanted is not null) _displaced++;
                Monitor.PulseAll(_gate);
            }
        }

        unwanted?.Dispose();
    }

    /// <summary>Puts an item in as soon as the previous one has been taken; false when closed instead.</summary>
    public bool Hand(T item)
    {
        lock (_gate)
        {
            while (_item is not null && !_closed) Monitor.Wait(_gate);
            if (!_closed)
            {
                _item = item;
                Monitor.PulseAll(_gate);
                return true;
            }
        }

        item.Dispose();
        return false;
    }

    /// <summary>Waits for an item and gives it away; false once the mailbox is closed.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? item)
    {
        lock (_gate)
        {
            while (_item is null && !_closed) Monitor.Wait(_gate);
            item = _item;
            _item = null;
            Monitor.PulseAll(_gate);
            return item is not null;
        }
    }

    /// <summary>Gives away an item that waits; false where none does.</summary>
    public bool TryTakeWaiting([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? item)
    {
        lock (_gate)
        {
            item = _item;
            _item = null;
            if (item is not null) Monitor.PulseAll(_gate);
            return item is not null;
        }
    }

    /// <summary>Disposes a waiting item and wakes both sides for good.</summary>
    public void Close()
    {
        T? unwanted;
        lock (_gate)
        {
            _closed = true;
            unwanted = _item;
            _item = null;
            Monitor.PulseAll(_gate);
        }

        unwanted?.Dispose();
    }

    /// <summary>Disposes an item that waits, without closing; true when there was one.</summary>
    public bool Discard()
    {
        T? unwanted;
        lock (_gate)
        {
            unwanted = _item;
            _item = null;
            Monitor.PulseAll(_gate);
        }

        unwanted?.Dispose();
        return unwanted is not null;
    }
}
