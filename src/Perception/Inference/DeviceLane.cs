namespace Perception.Inference;

/// <summary>
/// A network's place at a <see cref="DeviceWorker"/>: frames are submitted, computed and awaited in order.
/// </summary>
public sealed class DeviceLane
{
    private readonly object _gate;
    private readonly TensorBuffers?[] _ring;
    private readonly Exception?[] _errors;
    private long _submitted, _begun, _computed, _awaited;
    private bool _closed;

    internal DeviceLane(object gate, IInferenceSession session, int depth)
    {
        (_gate, Session) = (gate, session);
        (_ring, _errors) = (new TensorBuffers?[depth], new Exception?[depth]);
    }

    public IInferenceSession Session { get; }

    internal TensorBuffers Current => _ring[(_begun - 1) % _ring.Length]!;

    /// <summary>
    /// Hands a frame over, which the caller leaves alone until it was awaited; false where all places are taken.
    /// </summary>
    public bool TrySubmit(TensorBuffers buffers)
    {
        lock (_gate)
        {
            if (_closed || _submitted - _awaited == _ring.Length)
            {
                return false;
            }

            _ring[_submitted++ % _ring.Length] = buffers;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>
    /// Waits for the oldest frame that was submitted and gives it back; null where none is under way.
    /// </summary>
    /// <exception cref="InferenceException">The backend failed on that frame, which is given up.</exception>
    public TensorBuffers? Await()
    {
        lock (_gate)
        {
            while (_computed == _awaited && _submitted > _awaited && !_closed)
            {
                Monitor.Wait(_gate);
            }

            if (_computed == _awaited)
            {
                return null;
            }

            var place = _awaited++ % _ring.Length;
            var error = _errors[place];
            _errors[place] = null;
            return error is null ? _ring[place] : throw error;
        }
    }

    internal bool TryBegin()
    {
        if (_begun == _submitted)
        {
            return false;
        }

        _begun++;
        return true;
    }

    internal void Complete(Exception? error)
    {
        lock (_gate)
        {
            _errors[_computed % _ring.Length] = error;
            _computed++;
            Monitor.PulseAll(_gate);
        }
    }

    internal void Close() => _closed = true;
}
