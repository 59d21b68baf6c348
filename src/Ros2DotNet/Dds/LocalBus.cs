namespace Ros2DotNet.Dds;

/// <summary>
/// Carries messages between the nodes of one context without copying: a subscription that takes part gets a loan on the
/// very block that the publisher wrote and Cyclone sends from. Its DDS reader ignores the own participant, so nothing
/// comes twice.
/// </summary>
internal sealed class LocalBus
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Topic, string Type), Channel> _channels = [];

    /// <summary>
    /// Where publishers and subscriptions of a topic and type meet; it exists as long as the context.
    /// </summary>
    public Channel ChannelOf(string topic, string ddsType)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue((topic, ddsType), out var channel))
            {
                _channels.Add((topic, ddsType), channel = new Channel());
            }

            return channel;
        }
    }

    /// <summary>One topic with one type.</summary>
    internal sealed class Channel
    {
        private readonly Lock _gate = new();
        private LocalQueue[] _queues = [];
        private (ReliabilityPolicy Reliability, object Owner)[] _publishers = [];

        /// <summary>Whether a publisher need not look any further.</summary>
        public bool IsEmpty => Volatile.Read(ref _queues).Length == 0;

        public void Add(LocalQueue queue)
        {
            lock (_gate)
            {
                _queues = [.. _queues, queue];
            }
        }

        public void Remove(LocalQueue queue)
        {
            lock (_gate)
            {
                _queues = [.. _queues.Where(other => other != queue)];
            }
        }

        public void AddPublisher(object owner, ReliabilityPolicy reliability)
        {
            lock (_gate)
            {
                _publishers = [.. _publishers, (reliability, owner)];
            }
        }

        public void RemovePublisher(object owner)
        {
            lock (_gate)
            {
                _publishers = [.. _publishers.Where(publisher => publisher.Owner != owner)];
            }
        }

        public int CountQueues(ReliabilityPolicy offered)
        {
            var count = 0;
            foreach (var queue in Volatile.Read(ref _queues))
            {
                count += Fits(offered, queue.Reliability) ? 1 : 0;
            }

            return count;
        }

        public int CountPublishers(ReliabilityPolicy requested)
        {
            var count = 0;
            foreach (var (offered, _) in _publishers)
            {
                count += Fits(offered, requested) ? 1 : 0;
            }

            return count;
        }

        /// <summary>
        /// Hands a sample to every queue that the publisher's QoS allows; the caller keeps its own reference.
        /// </summary>
        public void Deliver(nint serdata, ReliabilityPolicy offered, DomainLease domain)
        {
            foreach (var queue in Volatile.Read(ref _queues))
            {
                if (Fits(offered, queue.Reliability))
                {
                    queue.Enqueue(MessageLoan.RentShared(serdata, RosTime.SystemNow.Nanoseconds, domain));
                }
            }
        }

        private static bool Fits(ReliabilityPolicy offered, ReliabilityPolicy requested) =>
            offered == ReliabilityPolicy.Reliable || requested == ReliabilityPolicy.BestEffort;
    }
}
