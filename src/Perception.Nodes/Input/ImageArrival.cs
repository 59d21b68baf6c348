using Ros2DotNet;

namespace Perception.Nodes.Input;

/// <summary>A camera message still in the memory DDS received it into. Pooled: dispose it exactly once.</summary>
internal sealed class ImageArrival(ObjectPool<ImageArrival> pool) : IDisposable
{
    private MessageLoan? _loan;

    public bool Compressed { get; private set; }

    public void Fill(MessageLoan loan, bool compressed) => (_loan, Compressed) = (loan, compressed);

    /// <summary>Gives the message away; the caller disposes it.</summary>
    public MessageLoan TakeLoan()
    {
        var loan = _loan ?? throw new ObjectDisposedException(nameof(ImageArrival));
        _loan = null;
        return loan;
    }

    public void Dispose()
    {
        _loan?.Dispose();
        _loan = null;
        pool.Return(this);
    }
}
