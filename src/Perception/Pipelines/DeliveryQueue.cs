using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Perception.Pipelines;

/// <summary>
/// Several senders before one taker, who serves them in turn: however much one sends, the others get their share. Each
/// sender has a lane with a policy of its own. Allocates nothing after construction.
/// </summary>
/// <remarks>An item belongs to the queue from the moment it is given until <c>TryTake</c> returns it; displaced
/// and aged items, and those given after <see cref="Close"/>, are disposed here.</remarks>
public sealed class DeliveryQueue<T> where T : class, IDisposable
{
    private readonly object _gate = new();
    private readonly Lane[] _lanes;
    private int _next;
    private bool _closed;

    /// <summary>A queue with a lane for each policy.</summary>
    public DeliveryQueue(IEnumerable<DeliveryPolicy> policies) =>
        _lanes = [.. policies.Select(policy => new Lane(policy))];

    /// <summary>Items given to a lane.</summary>
    public long Received(int lane) => Volatile.Read(ref _lanes[lane].Received);

    /// <summary>Items of a lane that newer ones replaced.</summary>
    public long Displaced(int lane) => Volatile.Read(ref _lanes[lane].Displaced);

    /// <summary>Items of a lane that waited too long.</summary>
    public long Aged(int lane) => Volatile.Read(ref _lanes[lane].Aged);

    /// <summary>Gives an item to a lane; false when closed.</summary>
    public bool Give(int lane, T item)
    {
        var to = _lanes[lane];
        T? unwanted = null;
        lock (_gate)
        {
            while (to.IsFull && to.Policy.Mode == DeliveryMode.Block && !_closed)
            {
                Monitor.Wait(_gate);
            }

            if (_closed)
            {
                unwanted = item;
            }
            else
            {
                to.Received++;
                if (to.IsFull)
                {
                    unwanted = to.Remove(out _);
                    to.Displaced++;
                }

                to.Append(item);
                Monitor.PulseAll(_gate);
            }
        }

        unwanted?.Dispose();
        return unwanted != item;
    }

    /// <summary>Waits for an item of any lane, the one after that served last first; false once closed.</summary>
    /// <param name="item">The item, which is the caller's from here on.</param>
    /// <param name="lane">Whose it is.</param>
    /// <param name="waited">How long it has waited.</param>
    public bool TryTake([NotNullWhen(true)] out T? item, out int lane, out TimeSpan waited) =>
        TryTake(Timeout.InfiniteTimeSpan, out item, out lane, out waited);

    /// <summary>The same, but waits no longer than that; false then too.</summary>
    public bool TryTake(TimeSpan patience, [NotNullWhen(true)] out T? item, out int lane, out TimeSpan waited)
    {
        var start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (!_closed)
            {
                for (var i = 0; i < _lanes.Length; i++)
                {
                    lane = (_next + i) % _lanes.Length;
                    if (_lanes[lane].TryTakeFresh(out item, out waited))
                    {
                        _next = lane + 1;
                        Monitor.PulseAll(_gate);
                        return true;
                    }
                }

                // Items that were too old have left room for others.
                Monitor.PulseAll(_gate);
                var left = patience < TimeSpan.Zero ? patience : patience - Stopwatch.GetElapsedTime(start);
                if (patience >= TimeSpan.Zero && left <= TimeSpan.Zero)
                {
                    break;
                }

                Monitor.Wait(_gate, left);
            }
        }

        (item, lane, waited) = (null, 0, default);
        return false;
    }

    /// <summary>Disposes what waits and wakes everybody for good.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var lane in _lanes)
            {
                while (lane.Count > 0)
                {
                    lane.Remove(out _).Dispose();
                }
            }

            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Lane(DeliveryPolicy policy)
    {
        private readonly (T? Item, long Since)[] _ring =
            new (T?, long)[policy.Mode == DeliveryMode.Latest ? 1 : Math.Max(1, policy.Capacity)];

        private int _first;

        public long Received, Displaced, Aged;

        public DeliveryPolicy Policy { get; } = policy;

        public int Count { get; private set; }

        public bool IsFull => Count == _ring.Length;

        public void Append(T item) => _ring[(_first + Count++) % _ring.Length] = (item, Stopwatch.GetTimestamp());

        public T Remove(out long since)
        {
            (var item, since) = _ring[_first];
            _ring[_first] = default;
            _first = (_first + 1) % _ring.Length;
            Count--;
            return item!;
        }

        public bool TryTakeFresh([NotNullWhen(true)] out T? item, out TimeSpan waited)
        {
            while (Count > 0)
            {
                item = Remove(out var since);
                waited = Stopwatch.GetElapsedTime(since);
                if (Policy.MaximumAge == TimeSpan.Zero || waited <= Policy.MaximumAge)
                {
                    return true;
                }

                Aged++;
                item.Dispose();
            }

            (item, waited) = (null, default);
            return false;
        }
    }
}
