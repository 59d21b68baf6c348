using Ros2DotNet.Filters;

namespace Ros2DotNet.Tests.Filters;

public sealed class ApproximateTimeTests
{
    private const long Millisecond = 1_000_000;

    // Far later than any other message, so that nothing can wait for something better.
    private const long Sentinel = 1_000_000 * Millisecond;

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(2, 0.1)]
    [InlineData(3, 0.1)]
    [InlineData(4, 0.0)]
    public void Sets_are_the_best_that_brute_force_finds_whatever_the_order_of_arrival(int inputs, double agePenalty)
    {
        Property.HoldsForRandom(random =>
        {
            var stamps = RandomStamps(random, inputs, most: 7);
            var maximumInterval = random.Next(2) == 0 ? 400 * Millisecond : Sentinel * 10;
            var expected = BruteForce.Sets(stamps, agePenalty, maximumInterval);
            var policy = new ApproximateTime
            {
                QueueSize = 100,
                AgePenalty = agePenalty,
                MaximumInterval = TimeSpan.FromMicroseconds(maximumInterval / 1000),
            };
            var run = new Run(inputs, policy);
            run.AddInRandomOrder(stamps, random);
            Assert.Equal(WithoutSentinels(expected), WithoutSentinels(run.Sets));
        });
    }

    [Fact]
    public void Each_message_is_used_once_in_order_or_dropped_and_disposed_once()
    {
        Property.HoldsForRandom(random =>
        {
            var inputs = random.Next(2, 5);
            var bounds = random.Next(2) == 0 ? [] : Enumerable.Repeat(TimeSpan.FromMilliseconds(1), inputs).ToArray();
            var run = new Run(inputs,
                new ApproximateTime { QueueSize = random.Next(1, 5), InterMessageLowerBounds = bounds });
            run.AddInRandomOrder(RandomStamps(random, inputs, most: 40), random);
            run.Synchronizer.Close();

            Assert.All(run.Items, item => Assert.Equal(run.Used.Contains(item) ? 0 : 1, item.Disposals));
            Assert.Equal(run.Used.Count, run.Used.Distinct().Count());
            Assert.Equal(run.Items.Count, run.Used.Count + run.Synchronizer.Dropped);
            Assert.Equal(run.Sets.Count, run.Synchronizer.Published);
            for (var i = 1; i < run.Sets.Count; i++)
            {
                // Sets do not cross: every message is later than that of its input in the set before.
                Assert.All(Enumerable.Range(0, inputs),
                    input => Assert.True(run.Sets[i - 1][input] < run.Sets[i][input]));
            }
        });
    }

    [Fact]
    public void A_known_rate_gives_the_same_sets_sooner()
    {
        // Both at 10 Hz, the second 20 ms later: no set can be better than a message with the one that follows it.
        var bound = TimeSpan.FromMilliseconds(95);
        var patient = new Run(2, new ApproximateTime());
        var knowing = new Run(2, new ApproximateTime { InterMessageLowerBounds = [bound, bound] });
        for (var i = 0; i < 5; i++)
        {
            foreach (var run in new[] { patient, knowing })
            {
                run.Add(0, i * 100 * Millisecond);
                run.Add(1, (i * 100 + 20) * Millisecond);
            }
        }

        Assert.Equal(5, knowing.Sets.Count);
        Assert.Equal(4, patient.Sets.Count);
        Assert.Equal(knowing.Sets.Take(4), patient.Sets);
    }

    [Fact]
    public void Messages_that_come_sooner_than_promised_are_counted()
    {
        var run = new Run(2,
            new ApproximateTime { InterMessageLowerBounds = [TimeSpan.FromMilliseconds(95), TimeSpan.Zero] });
        run.Add(0, 0);
        run.Add(0, 95 * Millisecond);
        run.Add(0, 180 * Millisecond);
        Assert.Equal(1, run.Synchronizer.BoundViolations);
    }

    [Fact]
    public void A_set_longer_than_the_maximum_interval_is_not_made()
    {
        var run = new Run(2, new ApproximateTime { MaximumInterval = TimeSpan.FromMilliseconds(10) });
        run.Add(0, 0);
        run.Add(1, 11 * Millisecond);
        run.Add(0, 50 * Millisecond);
        run.Add(1, 60 * Millisecond);
        run.Add(0, 150 * Millisecond);
        run.Add(1, 250 * Millisecond);
        Assert.Equal([[50 * Millisecond, 60 * Millisecond]], run.Sets);
    }

    [Fact]
    public void An_age_penalty_takes_an_earlier_set_that_is_little_worse()
    {
        // 0 with 10 is 10 ms long; the 15 of the first input is 5 ms from the pivot, and 5 ms later.
        Assert.Equal([[15L, 10L]], SetsOf(agePenalty: 0.5));
        Assert.Equal([[0L, 10L]], SetsOf(agePenalty: 3));

        List<long[]> SetsOf(double agePenalty)
        {
            var run = new Run(2, new ApproximateTime { AgePenalty = agePenalty });
            foreach (var (input, stamp) in new[] { (0, 0), (1, 10), (0, 15), (0, 200), (1, 300) })
            {
                run.Add(input, stamp * Millisecond);
            }

            return [.. run.Sets.Take(1).Select(set => set.Select(stamp => stamp / Millisecond).ToArray())];
        }
    }

    [Fact]
    public void A_full_queue_drops_its_oldest()
    {
        var run = new Run(2, new ApproximateTime { QueueSize = 3 });
        for (var i = 0; i < 5; i++)
        {
            run.Add(0, i * 10 * Millisecond);
        }

        Assert.Equal([1, 1, 0, 0, 0], run.Items.Select(item => item.Disposals));
        Assert.Equal(2, run.Synchronizer.Dropped);
    }

    [Fact]
    public void A_stamp_that_goes_back_starts_anew()
    {
        var run = new Run(2, new ApproximateTime());
        run.Add(0, 1000 * Millisecond);
        run.Add(0, 5 * Millisecond);
        run.Add(1, 5 * Millisecond);
        run.Add(0, 105 * Millisecond);
        Assert.Equal([[5 * Millisecond, 5 * Millisecond]], run.Sets);
        Assert.Equal(1, run.Synchronizer.Dropped);
    }

    private static List<long[]> WithoutSentinels(IEnumerable<long[]> sets) =>
        [.. sets.Where(set => set.Max() < Sentinel)];

    private static long[][] RandomStamps(Random random, int inputs, int most)
    {
        var stamps = new long[inputs][];
        for (var i = 0; i < inputs; i++)
        {
            var stamp = random.Next(300) * Millisecond;
            var list = new List<long>();
            for (var count = random.Next(1, most); count > 0; count--)
            {
                list.Add(stamp);
                stamp += random.Next(1, 300) * Millisecond;
            }

            stamps[i] = [.. list, Sentinel + i * Sentinel / 10];
        }

        return stamps;
    }

    private sealed class Run
    {
        public Run(int inputs, SynchronizationPolicy policy) => Synchronizer = policy.CreateCore(inputs, Note);

        public SynchronizerCore Synchronizer { get; }

        public List<Item> Items { get; } = [];

        public List<Item> Used { get; } = [];

        public List<long[]> Sets { get; } = [];

        public void Add(int input, long stampNs)
        {
            Items.Add(new Item(input, stampNs));
            Synchronizer.Add(input, Items[^1], stampNs);
        }

        public void AddInRandomOrder(long[][] stamps, Random random)
        {
            var next = new int[stamps.Length];
            while (Enumerable.Range(0, stamps.Length).Where(i => next[i] < stamps[i].Length).ToArray() is { Length: > 0 } open)
            {
                var input = open[random.Next(open.Length)];
                Add(input, stamps[input][next[input]++]);
            }
        }

        private void Note(object[] set)
        {
            Used.AddRange(set.Cast<Item>());
            Sets.Add([.. set.Cast<Item>().Select(item => item.StampNs)]);
            Assert.Equal(Enumerable.Range(0, set.Length), set.Cast<Item>().Select(item => item.Input));
        }
    }
}
