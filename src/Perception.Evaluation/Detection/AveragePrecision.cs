namespace Perception.Evaluation.Detection;

/// <summary>Precision over recall of ranked answers, as COCO counts it: the envelope of the curve at 101 points of recall.</summary>
public sealed class AveragePrecision
{
    private const int RecallPoints = 101;

    private AveragePrecision(double[] precision, double recall, double value) => (Precision, Recall, Value) = (precision, recall, value);

    /// <summary>Precision at recall 0, 0.01 ... 1.</summary>
    public IReadOnlyList<double> Precision { get; }

    /// <summary>The largest recall that was reached.</summary>
    public double Recall { get; }

    /// <summary>The mean of <see cref="Precision"/>.</summary>
    public double Value { get; }

    /// <summary>
    /// From answers in any order; equal scores keep the order in which they are given. Null where nothing is to be found,
    /// which is neither good nor bad.
    /// </summary>
    public static AveragePrecision? Of(IReadOnlyList<(float Score, bool IsRight)> answers, int toFind)
    {
        if (toFind == 0)
        {
            return null;
        }

        var ranked = answers.OrderByDescending(answer => answer.Score).ToArray();
        var recall = new double[ranked.Length];
        var precision = new double[ranked.Length];
        var right = 0;
        for (var i = 0; i < ranked.Length; i++)
        {
            right += ranked[i].IsRight ? 1 : 0;
            recall[i] = (double)right / toFind;
            precision[i] = (double)right / (i + 1);
        }

        for (var i = precision.Length - 2; i >= 0; i--)
        {
            precision[i] = Math.Max(precision[i], precision[i + 1]);
        }

        var sampled = new double[RecallPoints];
        for (int point = 0, i = 0; point < RecallPoints; point++)
        {
            while (i < recall.Length && recall[i] < point / (RecallPoints - 1.0))
            {
                i++;
            }

            sampled[point] = i < recall.Length ? precision[i] : 0;
        }

        return new AveragePrecision(sampled, recall.Length == 0 ? 0 : recall[^1], sampled.Average());
    }
}
