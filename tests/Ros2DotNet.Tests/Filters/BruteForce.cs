namespace Ros2DotNet.Tests.Filters;

/// <summary>What the approximate policy promises, found by trying every combination: each set holds its pivot, the
/// latest of the earliest messages that are left, and of all sets with it the one with the least (1 + age penalty) *
/// end - start.</summary>
internal static class BruteForce
{
    /// <param name="stamps">For each input its stamps, rising.</param>
    /// <param name="agePenalty">The policy's.</param>
    /// <param name="maximumIntervalNs">The policy's; applied to the first messages left, as a search begins.</param>
    public static List<long[]> Sets(long[][] stamps, double agePenalty, long maximumIntervalNs)
    {
        var left = stamps.Select(input => new List<long>(input)).ToArray();
        var sets = new List<long[]>();
        while (left.All(input => input.Count > 0))
        {
            var heads = left.Select(input => input[0]).ToArray();
            if (heads.Max() - heads.Min() > maximumIntervalNs)
            {
                left[Array.IndexOf(heads, heads.Min())].RemoveAt(0);
                continue;
            }

            var pivot = Array.LastIndexOf(heads, heads.Max());
            var best = Combinations(left, pivot).MinBy(set => ((1 + agePenalty) * set.Max() - set.Min(), set.Sum()))!;
            sets.Add(best);
            for (var i = 0; i < left.Length; i++)
            {
                left[i].RemoveRange(0, left[i].IndexOf(best[i]) + 1);
            }
        }

        return sets;
    }

    private static IEnumerable<long[]> Combinations(List<long>[] left, int pivot)
    {
        IEnumerable<long[]> sets = [[]];
        for (var i = 0; i < left.Length; i++)
        {
            var choices = i == pivot ? [left[i][0]] : left[i];
            sets = sets.SelectMany(set => choices.Select(stamp => (long[])[.. set, stamp])).ToList();
        }

        return sets;
    }
}
