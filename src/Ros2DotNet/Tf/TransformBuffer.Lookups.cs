using System.Diagnostics;
using System.Globalization;

namespace Ros2DotNet.Tf;

public sealed partial class TransformBuffer
{
    /// <summary>The transform from <paramref name="source"/> to <paramref name="target"/>: the pose of the source in
    /// the target.</summary>
    /// <exception cref="TransformException">It cannot be had; names the link that is missing.</exception>
    public StampedTransform Lookup(string target, string source, RosTime time) =>
        Lookup(new TransformQuery(target, source, time));

    /// <summary>The pose that <paramref name="source"/> had at its time, seen from <paramref name="target"/> at its
    /// own; <paramref name="fixedFrame"/> is the frame that did not move between the two.</summary>
    /// <exception cref="TransformException">It cannot be had; names the link that is missing.</exception>
    public StampedTransform Lookup(
        string target, RosTime targetTime, string source, RosTime sourceTime, string fixedFrame) =>
        Lookup(new TransformQuery(target, targetTime, source, sourceTime, fixedFrame));

    /// <summary>As <see cref="Lookup(string, string, RosTime)"/>, waiting for it as long as <paramref name="timeout"/>
    /// by the steady clock.</summary>
    /// <exception cref="TransformException">It could not be had in time; names the link that is missing.</exception>
    public StampedTransform Lookup(string target, string source, RosTime time, TimeSpan timeout) =>
        Wait(new TransformQuery(target, source, time), timeout);

    /// <summary>The lookup through a fixed frame, waiting for it as long as <paramref name="timeout"/>.</summary>
    /// <exception cref="TransformException">It could not be had in time; names the link that is missing.</exception>
    public StampedTransform Lookup(
        string target, RosTime targetTime, string source, RosTime sourceTime, string fixedFrame, TimeSpan timeout) =>
        Wait(new TransformQuery(target, targetTime, source, sourceTime, fixedFrame), timeout);

    /// <summary>As <see cref="Lookup(string, string, RosTime, TimeSpan)"/> without holding a thread.</summary>
    /// <exception cref="TransformException">It could not be had in time; names the link that is missing.</exception>
    public Task<StampedTransform> LookupAsync(
        string target, string source, RosTime time, TimeSpan timeout, CancellationToken cancellation = default) =>
        WaitAsync(new TransformQuery(target, source, time), timeout, cancellation);

    /// <summary>The lookup through a fixed frame, without holding a thread.</summary>
    /// <exception cref="TransformException">It could not be had in time; names the link that is missing.</exception>
    public Task<StampedTransform> LookupAsync(
        string target, RosTime targetTime, string source, RosTime sourceTime, string fixedFrame, TimeSpan timeout,
        CancellationToken cancellation = default) =>
        WaitAsync(new TransformQuery(target, targetTime, source, sourceTime, fixedFrame), timeout, cancellation);

    /// <summary>As <see cref="Lookup(string, string, RosTime)"/>, false where it cannot be had.</summary>
    public bool TryLookup(string target, string source, RosTime time, out StampedTransform transform)
    {
        lock (_gate)
        {
            return TryFind(new TransformQuery(target, source, time), out transform, out _);
        }
    }

    /// <summary>The lookup through a fixed frame, false where it cannot be had.</summary>
    public bool TryLookup(
        string target, RosTime targetTime, string source, RosTime sourceTime, string fixedFrame,
        out StampedTransform transform)
    {
        var query = new TransformQuery(target, targetTime, source, sourceTime, fixedFrame);
        lock (_gate)
        {
            return TryFind(query, out transform, out _);
        }
    }

    /// <summary>Whether a lookup would succeed now.</summary>
    public bool CanTransform(string target, string source, RosTime time) => TryLookup(target, source, time, out _);

    /// <summary>Whether a lookup would succeed now, and if not, the sentence that it would fail with.</summary>
    public bool CanTransform(string target, string source, RosTime time, out string reason)
    {
        lock (_gate)
        {
            var found = TryFind(new TransformQuery(target, source, time), out _, out var failure);
            reason = found ? "" : _tree.Explain(failure);
            return found;
        }
    }

    private StampedTransform Lookup(in TransformQuery query)
    {
        lock (_gate)
        {
            return TryFind(query, out var transform, out var failure) ? transform : throw Exception(failure);
        }
    }

    private StampedTransform Wait(in TransformQuery query, TimeSpan timeout)
    {
        var start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (true)
            {
                if (TryFind(query, out var transform, out var failure))
                {
                    return transform;
                }

                if (failure.Problem == TransformProblem.InvalidFrameId)
                {
                    throw Exception(failure);
                }

                var endless = timeout == Timeout.InfiniteTimeSpan;
                var left = endless ? timeout : timeout - Stopwatch.GetElapsedTime(start);
                if ((left <= TimeSpan.Zero && !endless) || !Monitor.Wait(_gate, left))
                {
                    return TryFind(query, out transform, out failure) ? transform : throw Exception(failure, timeout);
                }
            }
        }
    }

    private async Task<StampedTransform> WaitAsync(
        TransformQuery query, TimeSpan timeout, CancellationToken cancellation)
    {
        var pending = new PendingLookup(query);
        lock (_gate)
        {
            if (TryFind(query, out var transform, out var failure))
            {
                return transform;
            }

            if (failure.Problem == TransformProblem.InvalidFrameId)
            {
                throw Exception(failure);
            }

            _pending.Add(pending);
        }

        try
        {
            return await pending.Task.WaitAsync(timeout, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                return TryFind(query, out var transform, out var failure)
                    ? transform : throw Exception(failure, timeout);
            }
        }
        finally
        {
            lock (_gate)
            {
                _pending.Remove(pending);
            }
        }
    }

    private void CompletePending()
    {
        foreach (var pending in _pending)
        {
            if (!pending.Task.IsCompleted && TryFind(pending.Query, out var transform, out _))
            {
                pending.Complete(transform);
            }
        }
    }

    private bool TryFind(in TransformQuery query, out StampedTransform transform, out TransformFailure failure)
    {
        if (query.FixedFrame is not { } fixedFrame)
        {
            return TryFind(query.Target, query.Source, query.SourceTime, out transform, out failure);
        }

        transform = default;
        var (target, source) = (query.Target, query.Source);
        var sourceFound = TryFind(fixedFrame, source, query.SourceTime, out var sourceInFixed, out failure);
        var targetFound = TryFind(target, fixedFrame, query.TargetTime, out var fixedInTarget, out var targetFailure);
        if (!sourceFound || !targetFound)
        {
            // A frame that nobody knows says more than a time at which the other is not known.
            var isLasting = targetFailure.Problem is TransformProblem.UnknownFrame or TransformProblem.InvalidFrameId;
            failure = sourceFound || isLasting ? targetFailure : failure;
            return false;
        }

        var pose = fixedInTarget.Transform * sourceInFixed.Transform;
        transform = new StampedTransform(fixedInTarget.Stamp, target, source, pose);
        return true;
    }

    private bool TryFind(
        string target, string source, RosTime time, out StampedTransform transform, out TransformFailure failure)
    {
        transform = default;
        failure = default;
        var stampNs = time.Nanoseconds;
        if (!TransformTree.FrameIdIsValid(target) || !TransformTree.FrameIdIsValid(source))
        {
            failure = new TransformFailure(TransformProblem.InvalidFrameId, target, source);
            return false;
        }

        if (target == source)
        {
            // A frame is where it is, known or not; its newest time is that of its own link.
            var link = stampNs == 0 && _tree.TryGetFrame(target, out var frame) ? _tree.LinkOf(frame) : null;
            var stamp = link is { IsStatic: false } ? new RosTime(link.Newest.StampNs) : time;
            transform = new StampedTransform(stamp, target, source, RigidTransform.Identity);
            return true;
        }

        if (!_tree.TryGetFrame(target, out var targetFrame) | !_tree.TryGetFrame(source, out var sourceFrame))
        {
            failure = new TransformFailure(TransformProblem.UnknownFrame, target, source);
            return false;
        }

        if ((stampNs == 0 && !_tree.TryFindLatestCommonTime(targetFrame, sourceFrame, out stampNs, out failure)) ||
            !_tree.TryFind(targetFrame, sourceFrame, stampNs, out var pose, out failure))
        {
            return false;
        }

        transform = new StampedTransform(new RosTime(stampNs), target, source, pose);
        return true;
    }

    private TransformException Exception(in TransformFailure failure) => new(failure.Problem, _tree.Explain(failure));

    private TransformException Exception(in TransformFailure failure, TimeSpan waited) =>
        new(failure.Problem, string.Create(CultureInfo.InvariantCulture,
            $"{_tree.Explain(failure)}, after a wait of {waited.TotalSeconds:0.###} s"));
}
