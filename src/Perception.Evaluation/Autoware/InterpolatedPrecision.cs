namespace Perception.Evaluation.Autoware;

/// <summary>
/// Average precision as perception_eval takes it: the envelope of precision, interpolated between recalls at 101
/// points, of which those up to 0.1 are left out and a precision of 0.1 counts as none (nuScenes).
/// </summary>
public static class InterpolatedPrecision
{
    private const int First = 11;
    private const double LeastPrecision = 0.1;

    /// <summary>From answers, the most certain first. NaN where there is nothing on both sides.</summary>
    public static double Of(IReadOnlyList<bool> isRight, int objects)
    {
        if (isRight.Count == 0)
        {
            return objects == 0 ? double.NaN : 0;
        }

        var (recall, precision) = (new double[isRight.Count], new double[isRight.Count]);
        for (int i = 0, right = 0; i < isRight.Count; i++)
        {
            right += isRight[i] ? 1 : 0;
            recall[i] = objects == 0 ? 0 : (double)right / objects;
            precision[i] = (double)right / (i + 1);
        }

        for (var i = precision.Length - 2; i >= 0; i--)
        {
            precision[i] = Math.Max(precision[i], precision[i + 1]);
        }

        return Enumerable.Range(First, 101 - First)
            .Average(
            i => Math.Max(0, Interpolate(recall, precision, i / 100.0) - LeastPrecision)) / (1 - LeastPrecision);
    }

    // Of equal recalls the last counts; beyond the last recall there is no precision.
    private static double Interpolate(double[] recall, double[] precision, double at)
    {
        if (at > recall[^1])
        {
            return 0;
        }

        var i = Array.FindLastIndex(recall, value => value <= at);
        return i < 0 ? precision[0]
            : i == recall.Length - 1 ? precision[i]
            : precision[i] + (at - recall[i]) / (recall[i + 1] - recall[i]) * (precision[i + 1] - precision[i]);
    }
}
