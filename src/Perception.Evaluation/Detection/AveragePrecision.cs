namespace Perception.Evaluation.Detection;

/// <summary>
/// Precision over recall of ranked answers, as COCO counts it: the envelope of the curve at 101 points of recall.
/// </summary>
public sealed class AveragePrecision
{
    private const int RecallPoints = 101;

    // Multiplied as pycocotools does: 7 x 0.01 is above 7/100 by a bit, and a recall of 7/100 falls below it.
    private const double RecallStep = 0.01;

    private AveragePrecision(double[] precision, double recall, double value) =>
        (Precision, Recall, Value) = (precision, recall, value);

    /// <summary>Precision at recall 0, 0.01 ... 1.</summary>
    public IReadOnlyList<double> Precision { get; }

    /// <summary>The largest recall that was reached.</summary>
    public double Recall { get; }

    /// <summary>The mean of <see cref="Precision"/>.</summary>
    public double Value { get; }

    /// <summary>
    /// From recall and precision after each answer, the most certain first; precision becomes its envelope.
    /// </summary>
    internal static AveragePrecision Of(double[] recall, double[] precision)
    {
        for (var i = precision.Length - 2; i >= 0; i--)
        {
            precision[i] = Math.Max(precision[i], precision[i + 1]);
        }

        var sampled = new double[RecallPoints];
        for (int point = 0, i = 0; point < RecallPoints; point++)
        {
            while (i < recall.Length && recall[i] < point * RecallStep)
            {
                i++;
            }

            sampled[point] = i < recall.Length ? precision[i] : 0;
        }

        return new AveragePrecision(sampled, recall.Length == 0 ? 0 : recall[^1], sampled.Average());
    }
}
