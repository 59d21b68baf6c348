namespace Perception.Evaluation.Detection;

/// <summary>Precision, recall and F1 of answers of at least a score, from the highest score to the lowest.</summary>
public sealed record ScoreCurve(
    IReadOnlyList<float> Scores, IReadOnlyList<double> Precision, IReadOnlyList<double> Recall,
    IReadOnlyList<double> F1)
{
    /// <summary>Where F1 is greatest; -1 for a curve without points.</summary>
    public int Best => F1.Count == 0 ? -1 : F1.Select((value, index) => (value, index)).MaxBy(pair => pair.value).index;

    internal static ScoreCurve Of(IEnumerable<RankedAnswers> classes)
    {
        var parts = classes.ToArray();
        var toFind = parts.Sum(part => part.ToFind(default));
        var all = new List<(float Score, bool IsRight)>();
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Count; i++)
            {
                all.Add((part.Scores[i], part.IsRight[i]));
            }
        }

        var ranked = all.OrderByDescending(answer => answer.Score).ToArray();
        var (scores, precision, recall, f1) =
            (new List<float>(), new List<double>(), new List<double>(), new List<double>());
        var right = 0;
        for (var i = 0; i < ranked.Length; i++)
        {
            right += ranked[i].IsRight ? 1 : 0;
            // Answers of one score are taken or left together.
            if (toFind == 0 || (i + 1 < ranked.Length && ranked[i + 1].Score == ranked[i].Score))
            {
                continue;
            }

            scores.Add(ranked[i].Score);
            precision.Add((double)right / (i + 1));
            recall.Add((double)right / toFind);
            f1.Add(2.0 * right / (i + 1 + toFind));
        }

        return new ScoreCurve(scores, precision, recall, f1);
    }
}
