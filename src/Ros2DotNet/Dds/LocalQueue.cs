using System.Diagnostics.CodeAnalysis;

namespace Ros2DotNet.Dds;

/// <summary>
/// What a subscription has got from its own process and not handled yet: the newest of its history's depth.
/// </summary>
internal sealed class LocalQueue : IDisposable
{
    private readonly object _gate = new();
    private readonly object _handling;
    private readonly Queue<MessageLoan> _loans;
    private readonly Action<MessageLoan> _handler;
    private readonly GuardCondition _arrival;
    private readonly int _capacity;
    private long _lost;
    private bool _disposed;

    /// <summary>
    /// The handler runs with <paramref name="handling"/> held, which is shared with what must not run at the same time.
    /// </summary>
    public LocalQueue(int participant, RosExecutor executor, QosProfile qos, Action<MessageLoan> handler,
        object handling)
    {
        _handling = handling;
        _capacity = qos.History == HistoryPolicy.KeepAll ? int.MaxValue : Math.Max(1, qos.Depth);
        _loans = new Queue<MessageLoan>(Math.Min(_capacity, 16));
        _handler = handler;
        Reliability = qos.Reliability;
        _arrival = new GuardCondition(participant, executor, HandleWaiting);
    }

    public ReliabilityPolicy Reliability { get; }

    /// <summary>Messages that newer ones pushed out.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Enqueue(MessageLoan loan)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                loan.Dispose();
                return;
            }

            if (_loans.Count == _capacity)
            {
                _loans.Dequeue().Dispose();
                _lost++;
            }

            _loans.Enqueue(loan);
        }

        _arrival.Trigger();
    }

    /// <summary>No handler runs after this returns, unless it is a handler that calls it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_loans.TryDequeue(out var loan))
            {
                loan.Dispose();
            }
        }

        _arrival.Dispose();
        lock (_handling)
        {
            // Waits for the handler that runs.
        }
    }

    // What waits now and no more: what comes meanwhile triggers anew, and others get their turn between.
    private void HandleWaiting()
    {
        lock (_handling)
        {
            for (var left = CountWaiting(); left > 0 && TryTake(out var loan); left--)
            {
                _handler(loan);
            }
        }
    }

    private int CountWaiting()
    {
        lock (_gate)
        {
            return _loans.Count;
        }
    }

    private bool TryTake([NotNullWhen(true)] out MessageLoan? loan)
    {
        lock (_gate)
        {
            return _loans.TryDequeue(out loan);
        }
    }
}
