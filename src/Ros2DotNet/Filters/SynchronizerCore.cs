namespace Ros2DotNet.Filters;

/// <summary>What the policies share: a lock, the order of stamps, and the fate of what is dropped.</summary>
internal abstract class SynchronizerCore(int inputs, Action<object[]> publish)
{
    private readonly object _gate = new();
    private readonly long[] _lastNs = NoStamps(inputs);
    private bool _closed;

    public int Inputs => Set.Length;

    public long Published { get; private set; }

    public long Dropped { get; private set; }

    public long BoundViolations { get; protected set; }

    /// <summary>The set to be published.</summary>
    protected object[] Set { get; } = new object[inputs];

    /// <summary>Takes over an item. The handler of a set that it completes runs within, one at a time.</summary>
    public void Add(int input, object item, long stampNs)
    {
        lock (_gate)
        {
            if (_closed)
            {
                Drop(item);
                return;
            }

            if (stampNs < _lastNs[input])
            {
                // A recording that starts anew: what is held from its end would wait for ever.
                Forget();
            }

            var previousNs = _lastNs[input];
            _lastNs[input] = stampNs;
            Take(input, item, stampNs, previousNs == long.MinValue ? long.MaxValue : stampNs - previousNs);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            Forget();
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Forget();
        }
    }

    /// <summary>Takes over an item that is not older than the last of its input.</summary>
    protected abstract void Take(int input, object item, long stampNs, long sinceLastNs);

    /// <summary>Drops everything held.</summary>
    protected abstract void DropAll();

    protected void Drop(object item)
    {
        Dropped++;
        (item as IDisposable)?.Dispose();
    }

    /// <summary>Gives <see cref="Set"/> away. The state must be that after it: the handler may add items.</summary>
    protected void Publish()
    {
        Published++;
        publish(Set);
        Array.Clear(Set);
    }

    private static long[] NoStamps(int inputs)
    {
        var stamps = new long[inputs];
        Array.Fill(stamps, long.MinValue);
        return stamps;
    }

    private void Forget()
    {
        DropAll();
        Array.Fill(_lastNs, long.MinValue);
    }
}
