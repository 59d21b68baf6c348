using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Kitti;

/// <summary>
/// Average precision of boxes as KITTI's object benchmark counts it: at 41 scores that divide recall evenly, of which
/// the 40 above recall 0 count (Simonelli et al., Disentangling Monocular 3D Object Detection, 2019).
/// </summary>
public static class KittiEvaluator
{
    private const int RecallSteps = 40;

    private static readonly (string Class, double LeastOverlap)[] Judged =
        [("Car", 0.7), ("Pedestrian", 0.5), ("Cyclist", 0.5)];

    /// <summary>The figures of those of KITTI's three classes that were judged.</summary>
    public static IReadOnlyList<KittiFigures> Evaluate(
        IReadOnlyList<FrameRecord> records, IReadOnlyList<string> classes) =>
    [
        .. Judged.Where(judged => classes.Contains(judged.Class)).Select(judged => new KittiFigures(
            judged.Class, judged.LeastOverlap,
            [.. KittiDifficulty.All.Select(difficulty => AveragePrecision([.. records.Select(record =>
                new KittiFrame(record, judged.Class, judged.LeastOverlap, difficulty))]))])),
    ];

    private static double AveragePrecision(KittiFrame[] frames)
    {
        var toFind = frames.Sum(frame => frame.ToFind);
        if (toFind == 0)
        {
            return double.NaN;
        }

        var scores = new List<float>();
        foreach (var frame in frames)
        {
            frame.CollectScores(scores);
        }

        var thresholds = Thresholds(scores, toFind);
        var precision = new double[RecallSteps + 1];
        for (var i = 0; i < Math.Min(thresholds.Count, precision.Length); i++)
        {
            int right = 0, wrong = 0;
            foreach (var frame in frames)
            {
                frame.Count(thresholds[i], ref right, ref wrong);
            }

            precision[i] = right == 0 ? 0 : (double)right / (right + wrong);
        }

        for (var i = RecallSteps - 1; i >= 0; i--)
        {
            precision[i] = Math.Max(precision[i], precision[i + 1]);
        }

        return precision.Skip(1).Average();
    }

    // The scores at which recall is nearest to 0, 1/40, 2/40 ...
    private static List<float> Thresholds(List<float> scores, int toFind)
    {
        scores.Sort((a, b) => b.CompareTo(a));
        var thresholds = new List<float>(RecallSteps + 1);
        var wanted = 0.0;
        for (var i = 0; i < scores.Count; i++)
        {
            var isLast = i == scores.Count - 1;
            var (here, next) = ((i + 1.0) / toFind, (isLast ? i + 1.0 : i + 2.0) / toFind);
            if (!isLast && next - wanted < wanted - here)
            {
                continue;
            }

            thresholds.Add(scores[i]);
            wanted += 1.0 / RecallSteps;
        }

        return thresholds;
    }
}
