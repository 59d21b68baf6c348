using Perception.Nodes.Input;

namespace Perception.Nodes.Stages;

/// <summary>
/// Messages of one moment, still in the memory DDS received them into. Pooled: dispose it exactly once.
/// </summary>
internal sealed class ArrivalSet(ObjectPool<ArrivalSet> pool) : IDisposable
{
    private readonly ImageArrival?[] _items = new ImageArrival?[ArrivalSynchronizer.MostInputs];

    /// <summary>The message of an input.</summary>
    public ImageArrival this[int input] =>
        _items[input] ?? throw new InvalidOperationException($"the set has no message of input {input}");

    /// <summary>Takes messages over, in the order of the inputs.</summary>
    public void Fill(ImageArrival first, ImageArrival? second, ImageArrival? third, ImageArrival? fourth) =>
        (_items[0], _items[1], _items[2], _items[3]) = (first, second, third, fourth);

    public void Dispose()
    {
        foreach (ref var item in _items.AsSpan())
        {
            item?.Dispose();
            item = null;
        }

        pool.Return(this);
    }
}
