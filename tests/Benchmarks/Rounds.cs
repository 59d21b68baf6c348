using System.Diagnostics;

namespace Benchmarks;

/// <summary>
/// Times several ways of doing the same in turn, so that a machine whose speed drifts is fair to all.
/// </summary>
internal static class Rounds
{
    // The runtime replaces the first code of a method by optimized code a tenth of a second after its thirtieth call.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>Medians in milliseconds of each way.</summary>
    public static double[] Medians(int rounds, params Action[] ways)
    {
        var times = ways.Select(_ => new List<double>(rounds)).ToArray();
        var begin = Stopwatch.GetTimestamp();
        while (times[0].Count < rounds)
        {
            var warm = Stopwatch.GetElapsedTime(begin) > WarmUp;
            for (var way = 0; way < ways.Length; way++)
            {
                var start = Stopwatch.GetTimestamp();
                ways[way]();
                if (warm)
                {
                    times[way].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return [.. times.Select(Median)];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
