using System.Diagnostics.CodeAnalysis;
using Perception.Inference;

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
    /// <exception cref="InferenceException">The backend cannot bind so many.</exception>
    public InferenceSlotPool(MultiTaskNetwork network, int count)
    {
        _slots = new InferenceSlot[count];
        try
        {
            for (var i = 0; i < count; i++)
            {
                _slots[i] = network.CreateSlot();
            }
        }
        catch
        {
            Dispose();
            throw;
        }

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
    public bool TryRent([NotNullWhen(true)] out InferenceSlot? slot)
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
    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            // Those that could not be made any more are null.
            slot?.Dispose();
        }
    }
}
