using Perception.Evaluation.Figures;

namespace Perception.Evaluation.Reports;

/// <summary>The frames that are worth a look: where most went wrong.</summary>
public static class WorstFrames
{
    /// <summary>Places of records, the worst first; only frames with an error.</summary>
    public static IReadOnlyList<int> Of(FigureCalculator all, int most) =>
    [
        .. Enumerable.Range(0, all.Records.Count)
        .Select(i => (Index: i, Cost: Cost(all, i))).Where(item => item.Cost > 0)
            .OrderByDescending(item => item.Cost).ThenBy(item => item.Index).Take(most).Select(item => item.Index),
    ];

    // An error each for what was missed and what is wrong; large objects count for more. Pixels decide where no boxes
    // are.
    private static double Cost(FigureCalculator all, int index)
    {
        var (record, match) = (all.Records[index], all.Matches[index]);
        var missed = match.Missed.Concat(match.Confused.Select(pair => pair.Truth))
            .Sum(t => 1 + Math.Sqrt(record.Truth![t].Area) / 100);
        var wrong = match.Ghosts.Sum(g => 0.5 + record.Found![g].Score);
        return missed + wrong + (record.Semantic is { Counts.Count: > 0 } mask ? 1 - mask.Accuracy : 0);
    }
}
