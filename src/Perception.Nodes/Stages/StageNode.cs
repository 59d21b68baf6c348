using System.Diagnostics;
using Perception.Nodes.Diagnostics;
using Perception.Pipelines;
using Ros2DotNet;

namespace Perception.Nodes.Stages;

/// <summary>What nodes with one task share. They work on a thread of their own on the newest of what comes, and only
/// while somebody listens; what cannot be used is counted, named and skipped; <c>/diagnostics</c> tells how it
/// goes.</summary>
/// <typeparam name="TJob">What one piece of work is made from; disposed when it is done or displaced.</typeparam>
internal abstract class StageNode<TJob> : IPerceptionNode, IStageCounters where TJob : class, IDisposable
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DiagnosticsPeriod = TimeSpan.FromSeconds(1);

    private readonly StageLimits _limits;
    private readonly Mailbox<TJob> _jobs = new();
    private readonly NodeFailure _failure;
    private readonly BadFrames _bad;
    private readonly DiagnosticsPublisher _diagnostics;
    private readonly Lock _telling = new();
    private StageThread? _worker;
    private RosTimer? _poll;
    private RosTimer? _report;
    private Counts _last;
    private bool _isDisposed;

    // Of the worker and the executor, as of their last item.
    private long _workerBytes;
    private long _executorBytes;
    private long _reportBytes;

    protected StageNode(Node node, string task, StageLimits limits)
    {
        (Node, _limits) = (node, limits);
        _failure = new NodeFailure(node.Logger);
        _bad = new BadFrames(node.Logger);
        _diagnostics = new DiagnosticsPublisher(node, task, "none");
        Times = new FrameTimes(node);
    }

    private readonly record struct Counts(long Received, long Published, long Bad, long Backwards);

    public Exception? Failure => _failure.Exception;

    public event Action? Failed
    {
        add => _failure.Happened += value;
        remove => _failure.Happened -= value;
    }

    public long AllocatedBytes => Volatile.Read(ref _workerBytes) + Volatile.Read(ref _executorBytes);

    public long Received => Inputs[0].Received;

    public long Published => Times.Rate.Count;

    public long Bad => _bad.Count + Inputs.Sum(input => input.Malformed);

    public long Dropped => _jobs.Displaced;

    public string LastError => _bad.LastError;

    public bool IsSubscribed => Inputs[0].IsOpen;

    protected Node Node { get; }

    /// <summary>The topics that are read, the one that sets the pace first.</summary>
    protected abstract StageInput[] Inputs { get; }

    protected abstract bool HasListeners { get; }

    protected FrameTimes Times { get; }

    public void Dispose()
    {
        _report?.Dispose();
        _poll?.Dispose();

        // A timer's call that has begun ends first, and opens nothing that is closed here.
        lock (_telling) _isDisposed = true;
        foreach (var input in Inputs) input.Dispose();
        _jobs.Close();
        _worker?.Join();
        _diagnostics.Dispose();
        Times.Dispose();
        Release();
        Node.Dispose();
    }

    /// <summary>Called at the end of construction.</summary>
    protected void Start()
    {
        _worker = new StageThread($"{Node.Name}/work", Work, _failure.Tell);

        // By the steady clock: a node whose simulated time stands still is still to be told and to tell.
        _poll = Node.CreateWallTimer(PollPeriod, Poll);
        _report = Node.CreateWallTimer(DiagnosticsPeriod, Report);
    }

    /// <summary>Hands work to the node's thread; what still waits there is displaced.</summary>
    protected void Accept(TJob job) => _jobs.Post(job);

    /// <summary>Does one piece of work, publishes, and tells <see cref="Times"/>.</summary>
    protected abstract void Process(TJob job);

    /// <summary>What worries the node beside its inputs and times; null when nothing does.</summary>
    protected virtual Health? FindConcern() => null;

    /// <summary>Disposes outputs; no thread of the node runs any more.</summary>
    protected abstract void Release();

    private void Work()
    {
        while (_jobs.TryTake(out var job))
        {
            using (job)
            {
                try
                {
                    Process(job);
                }
                catch (Exception e) when (BadFrames.Explains(e))
                {
                    _bad.Add(e);
                }
            }

            Volatile.Write(ref _workerBytes, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private void Poll()
    {
        lock (_telling)
        {
            if (_isDisposed) return;
            var wanted = HasListeners;
            foreach (var input in Inputs) input.Update(wanted);
        }

        Volatile.Write(ref _executorBytes, GC.GetAllocatedBytesForCurrentThread() - _reportBytes);
    }

    // What is told once a second may make strings; it is no part of a frame.
    private void Report()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        lock (_telling)
        {
            if (_isDisposed) return;
            Tell();
        }

        _reportBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Tell()
    {
        var now = new Counts(Received, Published, Bad, Times.Backwards);
        var last = _last;
        _last = now;
        foreach (var input in Inputs) input.Watch(DiagnosticsPeriod.TotalSeconds);
        if (!_diagnostics.HasListeners) return;

        var latency = Times.PipelineLatency.Summarize();
        var processing = Times.ProcessingTime.Summarize();
        _diagnostics.Publish(Judge(now, last, latency),
        [
            ("fps", DiagnosticsPublisher.Number(Times.Rate.PerSecond())),
            ("latency p50 ms", DiagnosticsPublisher.Number(latency.P50Ms)),
            ("latency p95 ms", DiagnosticsPublisher.Number(latency.P95Ms)),
            ("processing p50 ms", DiagnosticsPublisher.Number(processing.P50Ms)),
            ("processing p95 ms", DiagnosticsPublisher.Number(processing.P95Ms)),
            .. Inputs.Select(input => ($"received on {input.Topic}", DiagnosticsPublisher.Number(input.Received))),
            ("published", DiagnosticsPublisher.Number(now.Published)),
            ("dropped", DiagnosticsPublisher.Number(Dropped)),
            ("bad", DiagnosticsPublisher.Number(now.Bad)),
            ("back in time", DiagnosticsPublisher.Number(now.Backwards)),
            ("last error", LastError),
        ]);
    }

    private Health Judge(Counts now, Counts last, LatencySummary latency)
    {
        if (!HasListeners) return Health.Ok("idle: nobody listens to the outputs");
        foreach (var input in Inputs)
        {
            if (input.FindConcern(_limits.StaleAfterS) is { } concern) return concern;
        }

        if (FindConcern() is { } own) return own;
        var newBad = now.Bad - last.Bad;
        if (newBad > 0 && now.Published == last.Published) return Health.Error($"every frame is bad: {LastError}");
        if (newBad > 0) return Health.Warn($"{newBad} bad frames in the last second: {LastError}");
        if (now.Backwards > last.Backwards) return Health.Warn("the stamps of the input went back in time");
        if (_limits.LatencyWarnMs > 0 && latency.P95Ms > _limits.LatencyWarnMs)
            return Health.Warn($"latency p95 {latency.P95Ms:F0} ms is above {_limits.LatencyWarnMs:F0} ms");
        return Health.Ok($"{Times.Rate.PerSecond():F1} frames per second");
    }
}
