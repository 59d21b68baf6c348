using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet.Dds;

/// <summary>
/// One thread with a waitset: takes what arrived for each subscription and fires timers. Handlers run here one at a time;
/// what they throw is logged and counted, never lost with the thread.
/// </summary>
internal sealed unsafe class Executor : IDisposable
{
    private const int WaitMs = 100;
    private const int MaximumTriggers = 64;

    // Not a Lock: that allocates a wait event when it is first contended.
    private readonly object _gate = new();
    private readonly Dictionary<nint, Subscription> _subscriptions = [];
    private readonly List<RosTimer> _timers = [];
    private readonly ILogger _logger;
    private readonly int _waitset;
    private readonly int _wakeUp;
    private readonly Thread _thread;
    private RosTimer[] _timerSnapshot = [];
    private nint _nextTag = 1;
    private volatile bool _stopping;

    public Executor(int participant, ILogger logger)
    {
        _logger = logger;
        _waitset = DdsException.Check(Ddsc.dds_create_waitset(participant), "waitset");
        _wakeUp = DdsException.Check(Ddsc.dds_create_guardcondition(participant), "guard condition");
        DdsException.Check(Ddsc.dds_waitset_attach(_waitset, _wakeUp, 0), "waitset");
        _thread = new Thread(Run) { Name = "ros/executor", IsBackground = true };
    }

    /// <summary>Whether the caller is a handler.</summary>
    public bool IsCurrentThread => Thread.CurrentThread == _thread;

    public void Start() => _thread.Start();

    public nint Attach(Subscription subscription, int readCondition)
    {
        lock (_gate)
        {
            var tag = _nextTag++;
            _subscriptions.Add(tag, subscription);
            DdsException.Check(Ddsc.dds_waitset_attach(_waitset, readCondition, tag), "waitset");
            return tag;
        }
    }

    public void Detach(nint tag, int readCondition)
    {
        lock (_gate)
        {
            if (_subscriptions.Remove(tag))
            {
                Ddsc.dds_waitset_detach(_waitset, readCondition);
            }
        }
    }

    public RosTimer AddTimer(TimeSpan period, Action callback)
    {
        var timer = new RosTimer(period, callback, RemoveTimer);
        lock (_gate)
        {
            _timers.Add(timer);
            _timerSnapshot = [.. _timers];
        }

        Ddsc.dds_set_guardcondition(_wakeUp, true);
        return timer;
    }

    public void Dispose()
    {
        _stopping = true;
        Ddsc.dds_set_guardcondition(_wakeUp, true);
        if (!IsCurrentThread && _thread.IsAlive)
        {
            _thread.Join();
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
            var triggered = Ddsc.dds_waitset_wait(_waitset, tags, MaximumTriggers, NextWaitNs());
            for (var i = 0; i < Math.Min(triggered, MaximumTriggers) && !_stopping; i++)
            {
                if (tags[i] == 0)
                {
                    Ddsc.dds_set_guardcondition(_wakeUp, false);
                }
                else if (Find(tags[i]) is { } subscription)
                {
                    subscription.TakeAll();
                }
            }

            FireTimers();
        }
    }

    private Subscription? Find(nint tag)
    {
        lock (_gate)
        {
            return _subscriptions.GetValueOrDefault(tag);
        }
    }

    private long NextWaitNs()
    {
        var wait = Stopwatch.Frequency / 1000 * WaitMs;
        var now = Stopwatch.GetTimestamp();
        foreach (var timer in Volatile.Read(ref _timerSnapshot))
        {
            wait = Math.Min(wait, Math.Max(0, timer.DueTicks - now));
        }

        return wait * 1_000_000_000 / Stopwatch.Frequency;
    }

    private void FireTimers()
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var timer in Volatile.Read(ref _timerSnapshot))
        {
            try
            {
                timer.FireIfDue(now);
            }
            catch (Exception e)
            {
                _logger.LogError(e, "a timer's callback failed");
            }
        }
    }
}
