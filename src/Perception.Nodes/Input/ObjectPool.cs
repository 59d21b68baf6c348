namespace Perception.Nodes.Input;

/// <summary>Objects that wait to be used again; grows to as many as are ever out at once.</summary>
internal sealed class ObjectPool<T>(Func<T> create) where T : class
{
    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly Stack<T> _idle = new(16);

    public T Rent()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var item)) return item;
        }

        return create();
    }

    /// <summary>Makes so many at once that are known to be needed.</summary>
    public void Fill(int count)
    {
        for (var i = 0; i < count; i++) Return(create());
    }

    public void Return(T item)
    {
        lock (_gate) _idle.Push(item);
    }
}
