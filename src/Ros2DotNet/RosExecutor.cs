using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>
/// Runs the handlers of subscriptions, services and timers. With one thread they run one at a time. With several
/// threads, different handlers run at once and each single one never overlaps itself; timers share one thread, which
/// also hands the work out, so a timer's callback is to be short. What a handler throws is logged, and the thread goes
/// on.
/// </summary>
public sealed unsafe class RosExecutor : IDisposable
{
    private const int WaitMs = 100;
    private const int MaximumTriggers = 64;

    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly Dictionary<nint, IWaitable> _waitables = [];
    private readonly List<RosTimer> _timers = [];
    private readonly ILogger _logger;
    private readonly DdsEntity _waitset;
    private readonly DdsEntity _wakeUp;
    private readonly Thread _thread;
    private readonly WorkerPool? _pool;
    private RosTimer[] _timerSnapshot = [];
    private nint _nextTag = 1;
    private bool _started;
    private volatile bool _stopping;

    internal RosExecutor(int participant, ILogger logger, string name, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _logger = logger;
        _waitset = new DdsEntity(Ddsc.dds_create_waitset(participant), "waitset");
        _wakeUp = new DdsEntity(Ddsc.dds_create_guardcondition(participant), "guard condition");
        DdsException.Check(Ddsc.dds_waitset_attach(_waitset.Id, _wakeUp.Id, 0), "waitset");
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _pool = threads > 1 ? new WorkerPool(name, threads, Serve) : null;
    }

    /// <summary>Whether the caller is a handler of this executor.</summary>
    public bool IsCurrentThread => Thread.CurrentThread == _thread || _pool?.IsCurrentThread == true;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
        }

        WakeUp();
        if (_started && !IsCurrentThread)
        {
            _thread.Join();
        }

        _pool?.Dispose();
        foreach (var timer in Volatile.Read(ref _timerSnapshot))
        {
            // The steady clock outlives every context, and would keep what hears of its jumps.
            timer.Dispose();
        }

        _wakeUp.Dispose();
        _waitset.Dispose();
    }

    /// <summary>Says what a handler threw.</summary>
    internal void LogFailure(Exception e) => _logger.LogError(e, "a handler failed");

    internal nint Attach(IWaitable waitable)
    {
        lock (_gate)
        {
            var tag = _nextTag++;
            DdsException.Check(Ddsc.dds_waitset_attach(_waitset.Id, waitable.Condition, tag), "waitset");
            _waitables.Add(tag, waitable);
            StartOnce();
            return tag;
        }
    }

    internal void Detach(nint tag, IWaitable waitable)
    {
        lock (_gate)
        {
            if (_waitables.Remove(tag) && !_stopping)
            {
                Ddsc.dds_waitset_detach(_waitset.Id, waitable.Condition);
            }
        }
    }

    internal RosTimer AddTimer(TimeSpan period, Action callback, RosClock? clock = null, bool once = false)
    {
        var timer = new RosTimer(period, callback, clock, once, RemoveTimer);
        lock (_gate)
        {
            _timers.Add(timer);
            _timerSnapshot = [.. _timers];
            StartOnce();
        }

        WakeUp();
        return timer;
    }

    /// <summary>Looks at the timers anew: their clock was set.</summary>
    internal void WakeUp() => Ddsc.dds_set_guardcondition(_wakeUp.Id, true);

    private void StartOnce()
    {
        if (!_started && !_stopping)
        {
            _started = true;
            _thread.Start();
        }
    }

    private void RemoveTimer(RosTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            _timerSnapshot = [.. _timers];
        }
    }

    private void Run()
    {
        var tags = stackalloc nint[MaximumTriggers];
        while (!_stopping)
        {
            var triggered = Ddsc.dds_waitset_wait(_waitset.Id, tags, MaximumTriggers, NextWaitNs());
            for (var i = 0; i < Math.Min(triggered, MaximumTriggers) && !_stopping; i++)
            {
                if (tags[i] == 0)
                {
                    Ddsc.dds_set_guardcondition(_wakeUp.Id, false);
                }
                else if (_pool is null)
                {
                    Serve(tags[i]);
                }
                else
                {
                    HandOver(tags[i]);
                }
            }

            FireTimers();
        }
    }

    // A condition stays triggered until its samples are taken: it is out of the waitset while a worker has it.
    private void HandOver(nint tag)
    {
        lock (_gate)
        {
            if (_waitables.TryGetValue(tag, out var waitable))
            {
                Ddsc.dds_waitset_detach(_waitset.Id, waitable.Condition);
                _pool!.Enqueue(tag);
            }
        }
    }

    private void Serve(nint tag)
    {
        IWaitable? waitable;
        lock (_gate)
        {
            if (!_waitables.TryGetValue(tag, out waitable))
            {
                return;
            }
        }

        try
        {
            waitable.OnReady();
        }
        catch (Exception e)
        {
            LogFailure(e);
        }

        if (_pool is not null)
        {
            lock (_gate)
            {
                if (!_stopping && _waitables.ContainsKey(tag))
                {
                    Ddsc.dds_waitset_attach(_waitset.Id, waitable.Condition, tag);
                }
            }
        }
    }

    private long NextWaitNs()
    {
        var wait = WaitMs * 1_000_000L;
        foreach (var timer in Volatile.Read(ref _timerSnapshot))
        {
            wait = Math.Min(wait, timer.WaitNs());
        }

        return Math.Max(0, wait);
    }

    private void FireTimers()
    {
        foreach (var timer in Volatile.Read(ref _timerSnapshot))
        {
            try
            {
                timer.FireIfDue();
            }
            catch (Exception e)
            {
                _logger.LogError(e, "a timer's callback failed");
            }
        }
    }
}
