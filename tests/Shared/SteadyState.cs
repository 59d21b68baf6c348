namespace EdgePerception.Testing;

/// <summary>
/// States that what is done again and again costs no managed memory. The runtime allocates on the measured thread too,
/// once each and whenever the scheduler makes it: the statics of a class when optimized code replaces a loop's first,
/// a table of types that has become too small, what a first contention or a first call of a native function needs. So a
/// whole round of steps is measured, and measured again where it cost something: what a step costs is in every round,
/// and one round without a byte tells that a step costs nothing.
/// </summary>
internal static class SteadyState
{
    /// <summary>Rounds that are measured at most, after what warms up.</summary>
    public const int Rounds = 4;

    /// <summary>Warms up with so many steps, and then measures rounds of them on this thread.</summary>
    public static void AllocatesNothing(Action step, int steps = 10) => AllocatesNothing(_ => step(), steps);

    /// <summary>The same with the number of each step.</summary>
    /// <param name="step">Gets 0, 1, 2 and so on, over all rounds.</param>
    /// <param name="steps">Steps of a round.</param>
    /// <param name="warmUp">Steps before the first round that is measured; as many as in a round if not said.</param>
    /// <param name="counters">What must not grow, with a name; this thread's bytes if not said.</param>
    /// <returns>Steps made, those of the warm-up among them.</returns>
    public static int AllocatesNothing(Action<int> step, int steps, int? warmUp = null,
        params (string Name, Func<long> Read)[] counters)
    {
        var made = 0;
        Make(warmUp ?? steps);
        RoundAllocatesNothing(() => Make(steps), counters);
        return made;

        void Make(int count)
        {
            for (var end = made + count; made < end; made++) step(made);
        }
    }

    /// <summary>Measures a round that was warmed up before.</summary>
    public static void RoundAllocatesNothing(Action round, params (string Name, Func<long> Read)[] counters) =>
        Measure(0, round, counters.Length > 0 ? counters : [OfThisThread]);

    /// <summary>The same of what may cost some bytes on this thread, such as an exception.</summary>
    public static void AllocatesAtMost(long bytes, Action action, Func<string>? what = null) =>
        Measure(bytes, action, [OfThisThread], what);

    private static (string, Func<long>) OfThisThread => ("bytes", GC.GetAllocatedBytesForCurrentThread);

    private static void Measure(
        long limit, Action round, (string Name, Func<long> Read)[] counters, Func<string>? what = null)
    {
        var costs = new long[counters.Length][];
        for (var i = 0; i < costs.Length; i++) costs[i] = new long[Rounds];
        for (var done = 0; done < Rounds; done++)
        {
            for (var i = 0; i < costs.Length; i++) costs[i][done] = -counters[i].Read();
            round();
            var holds = true;
            for (var i = 0; i < costs.Length; i++)
            {
                costs[i][done] += counters[i].Read();
                holds &= costs[i][done] <= limit;
            }

            if (holds) return;
        }

        var rounds = costs.Zip(counters, (cost, counter) => $"{counter.Name}: {string.Join(", ", cost)}");
        Assert.Fail($"{what?.Invoke()}more than {limit} in every round: {string.Join("; ", rounds)}");
    }
}
