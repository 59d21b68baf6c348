namespace Ros2DotNet.Filters;

/// <summary>Items of one input in the order of their stamps. A search passes over them and can be taken back: what it
/// has passed is still in the queue.</summary>
internal sealed class StampedQueue(int capacity)
{
    private readonly (object Item, long StampNs)[] _ring = new (object, long)[capacity];
    private int _first;
    private int _passed;

    /// <summary>Items in the queue, those passed included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the search has passed every item.</summary>
    public bool IsExhausted => _passed == Count;

    /// <summary>Items that the search has passed.</summary>
    public int Passed
    {
        get => _passed;
        set => _passed = value;
    }

    /// <summary>Stamp of the first item that is not passed.</summary>
    public long HeadNs => At(_passed).StampNs;

    /// <summary>Stamp of the last item that is passed.</summary>
    public long LastPassedNs => At(_passed - 1).StampNs;

    public void Push(object item, long stampNs)
    {
        At(Count) = (item, stampNs);
        Count++;
    }

    /// <summary>Takes the first item, passed or not, and takes the search back.</summary>
    public object Pop()
    {
        var item = At(0).Item;
        At(0) = default;
        _first = (_first + 1) % _ring.Length;
        Count--;
        _passed = 0;
        return item;
    }

    private ref (object Item, long StampNs) At(int index) => ref _ring[(_first + index) % _ring.Length];
}
