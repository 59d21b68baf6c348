using Microsoft.Extensions.Logging;

namespace Perception.Nodes;

/// <summary>That a stage of a node broke down. The first is told, also to who asks after it has happened.</summary>
internal sealed class NodeFailure(ILogger logger)
{
    private readonly Lock _gate = new();
    private Exception? _exception;
    private Action? _handlers;

    /// <summary>What the stage threw; null while all work.</summary>
    public Exception? Exception => Volatile.Read(ref _exception);

    /// <summary>Raised on the failing stage's thread, or at once where that is over.</summary>
    public event Action? Happened
    {
        add
        {
            lock (_gate)
            {
                _handlers += value;
                if (_exception is null) return;
            }

            value?.Invoke();
        }

        remove
        {
            lock (_gate) _handlers -= value;
        }
    }

    /// <summary>A stage broke down; for its thread.</summary>
    public void Tell(Exception e)
    {
        logger.LogCritical("the node stopped: {Reason}", e.Message);
        Action? handlers;
        lock (_gate)
        {
            if (_exception is not null) return;
            _exception = e;
            handlers = _handlers;
        }

        handlers?.Invoke();
    }
}
