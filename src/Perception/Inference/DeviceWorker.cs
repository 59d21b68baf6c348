namespace Perception.Inference;

/// <summary>
/// The thread of a device: several networks take turns on it, frame by frame, so that none starves; frames of one
/// network stay in order. Submitting and awaiting allocate nothing.
/// </summary>
public sealed class DeviceWorker : IDisposable
{
    private readonly object _gate = new();
    private readonly List<DeviceLane> _lanes = [];
    private readonly Thread _thread;
    private int _next;
    private bool _closed;

    /// <param name="device">Names the thread.</param>
    public DeviceWorker(string device)
    {
        _thread = new Thread(Work) { Name = $"infer {device}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A place for a network, with room for <paramref name="depth"/> frames under way.</summary>
    public DeviceLane Add(IInferenceSession session, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        var lane = new DeviceLane(_gate, session, depth);
        lock (_gate)
        {
            _lanes.Add(lane);
        }

        return lane;
    }

    /// <summary>Ends after the frame under way; what waits is not computed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _lanes.ForEach(lane => lane.Close());
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Work()
    {
        while (Take() is { } lane)
        {
            Exception? error = null;
            try
            {
                lane.Session.Run(lane.Current);
            }
            catch (InferenceException e)
            {
                error = e;
            }

            lane.Complete(error);
        }
    }

    // Whose turn it is goes round, whoever has how much waiting.
    private DeviceLane? Take()
    {
        lock (_gate)
        {
            while (!_closed)
            {
                for (var i = 0; i < _lanes.Count; i++)
                {
                    var lane = _lanes[(_next + i) % _lanes.Count];
                    if (lane.TryBegin())
                    {
                        _next = (_next + i + 1) % _lanes.Count;
                        return lane;
                    }
                }

                Monitor.Wait(_gate);
            }

            return null;
        }
    }
}
