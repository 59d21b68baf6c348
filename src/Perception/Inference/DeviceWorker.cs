namespace Perception.Inference;

/// <summary>
/// The thread of a device: all networks of the process that compute on it take turns, frame by frame, so that none
/// starves, and each keeps its frames in order. It holds as many frames under way as the device takes.
/// </summary>
/// <remarks>Invariant: <c>_begun</c> names the lanes of the frames under way, the oldest first.</remarks>
public sealed class DeviceWorker
{
    private static readonly Lock All = new();
    private static readonly Dictionary<string, DeviceWorker> Workers = new(StringComparer.Ordinal);

    private readonly object _gate = new();
    private readonly List<DeviceLane> _lanes = [];
    private readonly Queue<DeviceLane> _begun = new();
    private readonly string _device;
    private int _next;
    private long _wakes;
    private bool _closed;

    private DeviceWorker(string device, Action? prepare)
    {
        _device = device;
        new Thread(() => Work(prepare)) { Name = device, IsBackground = true }.Start();
    }

    /// <summary>Lets a network compute on a device, whose thread the first one starts.</summary>
    /// <param name="device">Such as <c>cuda:0</c>; who names the same one shares it.</param>
    /// <param name="lane">Asked for frames from now on.</param>
    /// <param name="prepare">Run first on a thread that is started, to choose its processors.</param>
    public static void Join(string device, DeviceLane lane, Action? prepare = null)
    {
        lock (All)
        {
            if (!Workers.TryGetValue(device, out var worker))
            {
                Workers[device] = worker = new DeviceWorker(device, prepare);
            }

            lane.Worker = worker;
            lock (worker._gate)
            {
                worker._lanes.Add(lane);
                worker.Signal();
            }
        }
    }

    /// <summary>
    /// Waits for a network's frames under way, then asks it for no more; the last one ends the thread.
    /// </summary>
    public static void Leave(DeviceLane lane)
    {
        if (lane.Worker is not { } worker)
        {
            return;
        }

        lock (All)
        {
            lock (worker._gate)
            {
                worker._lanes.Remove(lane);
                worker._closed = worker._lanes.Count == 0;
                worker.Signal();
            }

            if (worker._closed)
            {
                Workers.Remove(worker._device);
            }

            lane.Worker = null;
        }

        lock (worker._gate)
        {
            while (lane.Held > 0)
            {
                Monitor.Wait(worker._gate);
            }
        }
    }

    internal void Wake()
    {
        lock (_gate)
        {
            Signal();
        }
    }

    private void Work(Action? prepare)
    {
        prepare?.Invoke();
        for (var wakes = 0L; WaitBeyond(wakes);)
        {
            wakes = Volatile.Read(ref _wakes);
            while (true)
            {
                // The oldest frame waits for no more than the device holds at once, whoever else wants to begin.
                var isFull = _begun.Count > 0 && _begun.Count >= _begun.Peek().Depth;
                if (!isFull && BeginNext())
                {
                    continue;
                }

                if (_begun.Count == 0)
                {
                    break;
                }

                CompleteOldest();
            }
        }
    }

    private bool BeginNext()
    {
        // Whose turn it is goes round, whoever has how much waiting. Lanes that come or go meanwhile wake the thread.
        for (var i = 0; i < LaneCount(); i++)
        {
            if (Hold(i) is not { } lane)
            {
                return false;
            }

            if (Try(lane, static lane => lane.TryBegin()))
            {
                _next = (_next + i + 1) % Math.Max(1, LaneCount());
                _begun.Enqueue(lane);
                return true;
            }

            Release(lane);
        }

        return false;
    }

    private void CompleteOldest()
    {
        var lane = _begun.Dequeue();
        Try(lane, static lane =>
        {
            lane.Complete();
            return true;
        });
        Release(lane);
    }

    // What a lane throws would be a bug of its own: it is asked no more, and the others go on.
    private bool Try(DeviceLane lane, Func<DeviceLane, bool> step)
    {
        if (lane.HasFailed)
        {
            return false;
        }

        try
        {
            return step(lane);
        }
        catch (Exception e)
        {
            lane.HasFailed = true;
            lane.Fail(e);
            return false;
        }
    }

    private int LaneCount()
    {
        lock (_gate)
        {
            return _lanes.Count;
        }
    }

    private DeviceLane? Hold(int turn)
    {
        lock (_gate)
        {
            if (_lanes.Count == 0)
            {
                return null;
            }

            var lane = _lanes[(_next + turn) % _lanes.Count];
            lane.Held++;
            return lane;
        }
    }

    private void Release(DeviceLane lane)
    {
        lock (_gate)
        {
            lane.Held--;
            Monitor.PulseAll(_gate);
        }
    }

    private bool WaitBeyond(long wakes)
    {
        lock (_gate)
        {
            while (_wakes == wakes && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return !_closed;
        }
    }

    private void Signal()
    {
        _wakes++;
        Monitor.PulseAll(_gate);
    }
}
