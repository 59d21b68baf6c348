using System.Diagnostics;

namespace Benchmarks;

/// <summary>Times several ways of doing the same in turn, so that a machine whose speed drifts is fair to all.</summary>
internal static class Rounds
{
    /// <summary>Medians in milliseconds of each way.</summary>
    public static double[] Medians(int rounds, params Action[] ways)
    {
        const int WarmUp = 20;
        var times = ways.Select(_ => new List<double>(rounds)).ToArray();
        for (var round = 0; round < WarmUp + rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var start = Stopwatch.GetTimestamp();
                ways[way]();
                if (round >= WarmUp)
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
