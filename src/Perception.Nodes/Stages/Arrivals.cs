using Perception.Nodes.Input;
using Ros2DotNet;

namespace Perception.Nodes.Stages;

/// <summary>Pooled arrivals of messages.</summary>
internal sealed class Arrivals
{
    private readonly ObjectPool<ImageArrival> _pool;

    public Arrivals()
    {
        ObjectPool<ImageArrival>? pool = null;
        _pool = pool = new ObjectPool<ImageArrival>(() => new ImageArrival(pool!));
    }

    /// <summary>Takes the loan over.</summary>
    public ImageArrival Of(MessageLoan loan, bool compressed)
    {
        var arrival = _pool.Rent();
        arrival.Fill(loan, compressed);
        return arrival;
    }
}
