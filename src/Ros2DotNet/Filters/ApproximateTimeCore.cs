namespace Ros2DotNet.Filters;

/// <summary>
/// The adaptive algorithm of message_filters (http://wiki.ros.org/message_filters/ApproximateTime). The candidate is
/// the first item of each queue. A search passes over the earliest heads in turn, so that the heads are every set in
/// question, and makes them the candidate where they cost less. It ends when no later set can be better: each of them
/// holds the pivot, which is the latest of the heads that the search began with.
/// </summary>
internal sealed class ApproximateTimeCore : SynchronizerCore
{
    private const int NoPivot = -1;

    private readonly StampedQueue[] _queues;
    private readonly bool[] _hasDropped;
    private readonly long[] _lowerBoundsNs;
    private readonly int[] _passedBefore;
    private readonly int _queueSize;
    private readonly double _ageFactor;
    private readonly double _maximumIntervalNs;
    private int _pivot = NoPivot;
    private long _pivotNs;
    private long _candidateStartNs;
    private long _candidateEndNs;

    public ApproximateTimeCore(int inputs, Action<object[]> publish, ApproximateTime policy)
        : base(inputs, publish)
    {
        _queueSize = policy.QueueSize;
        _ageFactor = 1 + policy.AgePenalty;
        _maximumIntervalNs = policy.MaximumInterval.TotalNanoseconds;
        // One more than allowed, until the search has had its chance to take one away.
        _queues = [.. Enumerable.Range(0, inputs).Select(_ => new StampedQueue(_queueSize + 1))];
        _hasDropped = new bool[inputs];
        _passedBefore = new int[inputs];
        _lowerBoundsNs = new long[inputs];
        for (var i = 0; i < policy.InterMessageLowerBounds.Count; i++)
        {
            _lowerBoundsNs[i] = policy.InterMessageLowerBounds[i].Ticks * TimeSpan.NanosecondsPerTick;
        }
    }

    protected override void Take(int input, object item, long stampNs, long sinceLastNs)
    {
        BoundViolations += sinceLastNs < _lowerBoundsNs[input] ? 1 : 0;
        var queue = _queues[input];
        queue.Push(item, stampNs);
        try
        {
            Search();
        }
        finally
        {
            // Whatever a handler throws, the queue has room for the next item.
            if (queue.Count > _queueSize)
            {
                CancelSearch();
                Drop(queue.Pop());
                _hasDropped[input] = true;
            }
        }

        Search();
    }

    protected override void DropAll()
    {
        foreach (var queue in _queues)
        {
            while (queue.Count > 0)
            {
                Drop(queue.Pop());
            }
        }

        Array.Clear(_hasDropped);
        _pivot = NoPivot;
    }

    private void Search()
    {
        while (!AnyIsExhausted())
        {
            var (startNs, first) = EarliestHead();
            var (endNs, last) = LatestHead();
            for (var i = 0; i < Inputs; i++)
            {
                // What was dropped here was earlier than this head, which is not the latest: no set misses it.
                _hasDropped[i] &= i == last;
            }

            if (_pivot == NoPivot)
            {
                if (endNs - startNs > _maximumIntervalNs || _hasDropped[last])
                {
                    Drop(_queues[first].Pop());
                    continue;
                }

                (_pivot, _pivotNs) = (last, endNs);
                MakeCandidate(startNs, endNs);
            }
            else if (Costs(startNs, endNs) < 0)
            {
                MakeCandidate(startNs, endNs);
            }

            _queues[first].Passed++;
            // Any set to come reaches from the pivot or before to this end or beyond.
            if (first == _pivot || Costs(_pivotNs, endNs) >= 0 || (AnyIsExhausted() && NothingToComeIsBetter()))
            {
                PublishCandidate();
            }
        }
    }

    /// <summary>What a set costs more than the candidate, in nanoseconds.</summary>
    private double Costs(long startNs, long endNs) =>
        (endNs - _candidateEndNs) * _ageFactor - (startNs - _candidateStartNs);

    /// <summary>Makes the heads the candidate: what was passed before them is in no set any more.</summary>
    private void MakeCandidate(long startNs, long endNs)
    {
        foreach (var queue in _queues)
        {
            for (var passed = queue.Passed; passed > 0; passed--)
            {
                Drop(queue.Pop());
            }
        }

        (_candidateStartNs, _candidateEndNs) = (startNs, endNs);
    }

    /// <summary>Searches on with the earliest messages that can still come: not before the pivot, where a queue is
    /// exhausted, nor sooner after the last message than its bound allows.</summary>
    private bool NothingToComeIsBetter()
    {
        for (var i = 0; i < Inputs; i++)
        {
            _passedBefore[i] = _queues[i].Passed;
        }

        while (true)
        {
            var (startNs, first) = EarliestHead();
            var (endNs, _) = LatestHead();
            if (Costs(_pivotNs, endNs) >= 0)
            {
                return true;
            }

            if (Costs(startNs, endNs) < 0)
            {
                break;
            }

            // The earliest head lies before the pivot, or the two tests above would be each other's opposite.
            _queues[first].Passed++;
        }

        for (var i = 0; i < Inputs; i++)
        {
            _queues[i].Passed = _passedBefore[i];
        }

        return false;
    }

    private void PublishCandidate()
    {
        _pivot = NoPivot;
        for (var i = 0; i < Inputs; i++)
        {
            Set[i] = _queues[i].Pop();
        }

        Publish();
    }

    private void CancelSearch()
    {
        _pivot = NoPivot;
        foreach (var queue in _queues)
        {
            queue.Passed = 0;
        }
    }

    private bool AnyIsExhausted()
    {
        foreach (var queue in _queues)
        {
            if (queue.IsExhausted)
            {
                return true;
            }
        }

        return false;
    }

    private (long StampNs, int Input) EarliestHead()
    {
        var earliest = (StampNs: HeadNs(0), Input: 0);
        for (var i = 1; i < Inputs; i++)
        {
            earliest = HeadNs(i) < earliest.StampNs ? (HeadNs(i), i) : earliest;
        }

        return earliest;
    }

    private (long StampNs, int Input) LatestHead()
    {
        var latest = (StampNs: HeadNs(0), Input: 0);
        for (var i = 1; i < Inputs; i++)
        {
            latest = HeadNs(i) >= latest.StampNs ? (HeadNs(i), i) : latest;
        }

        return latest;
    }

    private long HeadNs(int input)
    {
        var queue = _queues[input];
        return queue.IsExhausted ? Math.Max(queue.LastPassedNs + _lowerBoundsNs[input], _pivotNs) : queue.HeadNs;
    }
}
