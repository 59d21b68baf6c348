namespace Perception.Pipelines;

/// <summary>
/// A fixed number of slots: who wants one waits until one is free. Allocates nothing after construction.
/// </summary>
public sealed class InferenceSlotPool : IDisposable
{
    private readonly object _gate = new();
    private readonly InferenceSlot[] _slots;
    private readonly Stack<InferenceSlot> _free;
    private bool _closed;

    /// <summary>
    /// Makes <paramref name="count"/> slots for a network; to be disposed before it, when all slots are back.
    /// </summary>
    public InferenceSlotPool(MultiTaskNetwork network, int count)
    {
        _slots = [.. Enumerable.Range(0, count).Select(_ => network.CreateSlot())];
        _free = new Stack<InferenceSlot>(_slots);
    }

    /// <summary>Whether no slot is out.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_gate)
            {
                return _free.Count == _slots.Length;
            }
        }
    }

    /// <summary>Waits for a free slot; false once the pool is closed.</summary>
    public bool TryRent([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out InferenceSlot? slot)
    {
        lock (_gate)
        {
            while (_free.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            slot = _closed ? null : _free.Pop();
            return slot is not null;
        }
    }

    public void Return(InferenceSlot slot)
    {
        lock (_gate)
        {
            _free.Push(slot);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Wakes those who wait, for good.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_slots, slot => slot.Dispose());
}
