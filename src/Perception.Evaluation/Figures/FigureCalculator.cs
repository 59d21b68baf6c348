using Perception.Evaluation.Depth;
using Perception.Evaluation.Detection;
using Perception.Evaluation.Frames;
using Perception.Evaluation.Lanes;
using Perception.Evaluation.Segmentation;

namespace Perception.Evaluation.Figures;

/// <summary>Makes figures of records, of all of them or of some of them counted several times.</summary>
public sealed class FigureCalculator
{
    private readonly DetectionEvaluator? _detections;

    /// <param name="records">The frames.</param>
    /// <param name="classes">Classes of boxes that are judged; others are left out of both sides.</param>
    /// <param name="operatingScore">Least score at which detections count where a score has to be chosen; null takes
    /// the one with the best F1.</param>
    public FigureCalculator(IReadOnlyList<FrameRecord> records, IReadOnlyList<string> classes,
        float? operatingScore = null)
    {
        (Records, Classes) = (records, classes);
        if (records.Any(record => record.Truth is not null && record.Found is not null))
        {
            _detections = Evaluate(records, classes);
            Curve = _detections.ScoreCurve();
            OperatingScore = operatingScore ?? (Curve.Best >= 0 ? Curve.Scores[Curve.Best] : 0.5f);
        }

        Matches = [.. records.Select(record => FrameMatch.Of(record, OperatingScore))];
    }

    public IReadOnlyList<FrameRecord> Records { get; }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>Least score of detections that count.</summary>
    public float OperatingScore { get; }

    /// <summary>What became of the objects of each frame at that score.</summary>
    public IReadOnlyList<FrameMatch> Matches { get; }

    /// <summary>Precision, recall and F1 of all classes together; null without boxes.</summary>
    public ScoreCurve? Curve { get; }

    /// <summary>The same of one class.</summary>
    public ScoreCurve? CurveOf(string className) => _detections?.ScoreCurve(IndexOf(className));

    /// <summary>Precision over recall of one class; null where nothing of it is to be found.</summary>
    public AveragePrecision? AverageOf(string className, double leastOverlap = 0.5) =>
        _detections?.CurveOf(IndexOf(className), leastOverlap);

    /// <summary>The figures; each frame counts as often as its weight says, once where none are given.</summary>
    public FigureSet Compute(ReadOnlySpan<int> weights = default)
    {
        var frames = 0;
        long right = 0, wrong = 0, missed = 0;
        ConfusionMatrix? pixels = null;
        var classes = 0;
        DepthErrors? depth = null;
        DepthErrors[] bands = [];
        LaneFigures? lanes = null;
        double centre = 0, range = 0, yaw = 0;
        long located = 0, headed = 0;
        for (var i = 0; i < Records.Count; i++)
        {
            var (record, match, weight) = (Records[i], Matches[i], weights.IsEmpty ? 1 : weights[i]);
            frames += weight;
            right += weight * match.Pairs.Count;
            wrong += weight * match.Wrong;
            missed += weight * (match.Missed.Count + match.Confused.Count);
            if (record.Semantic is { } semantic)
            {
                classes = semantic.Classes;
                // One more class for pixels that were given something else.
                (pixels ??= new ConfusionMatrix(classes + 1)).Add(semantic, weight);
            }

            if (record.Depth is { } sums)
            {
                depth ??= new DepthErrors();
                bands = bands.Length > 0 ? bands : [.. sums.Select(_ => new DepthErrors())];
                for (var band = 0; band < sums.Count; band++)
                {
                    depth.Add(sums[band], weight);
                    bands[band].Add(sums[band], weight);
                }
            }

            if (record.Lanes is { } counts)
            {
                lanes = new LaneFigures(
                    (lanes?.Pixels ?? default).Plus(counts.Pixels, weight),
                    counts.Metres is { } metres ? (lanes?.Metres ?? default).Plus(metres, weight) : lanes?.Metres);
            }

            foreach (var error in Errors(record, match))
            {
                located += weight;
                centre += weight * error.CentreMetres;
                range += weight * error.RangeShare;
                headed += error.YawDegrees is null ? 0 : weight;
                yaw += weight * (error.YawDegrees ?? 0);
            }
        }

        return new FigureSet(
            frames,
            _detections is null ? null : new DetectionFigures(
                _detections.Summarize(weights), OperatingScore, (double)right / (right + wrong),
                (double)right / (right + missed), 2.0 * right / (2 * right + wrong + missed), right + missed),
            pixels is null ? null : Masks(pixels, classes),
            depth is null ? null : new DepthFigures(depth, bands),
            lanes,
            located == 0 ? null : new ObjectFigures(located, centre / located, range / located, yaw / headed));
    }

    private static SegmentationFigures Masks(ConfusionMatrix pixels, int classes)
    {
        double[] byClass = [.. Enumerable.Range(0, classes).Select(pixels.IntersectionOverUnion)];
        return new SegmentationFigures(
            byClass.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(), pixels.Accuracy, byClass);
    }

    internal static IEnumerable<ObjectErrors> Errors(FrameRecord record, FrameMatch match) =>
        match.Pairs.Select(pair => ObjectErrors.Of(record.Truth![pair.Truth], record.Found![pair.Found]))
            .OfType<ObjectErrors>();

    private int IndexOf(string className) => Classes.ToList().IndexOf(className);

    private static DetectionEvaluator Evaluate(IReadOnlyList<FrameRecord> records, IReadOnlyList<string> classes)
    {
        var ids = classes.Select((name, id) => (name, id)).ToDictionary(pair => pair.name, pair => pair.id);
        var evaluator = new DetectionEvaluator();
        foreach (var record in records)
        {
            evaluator.Add(
                (record.Found ?? [])
                    .Where(found => ids.ContainsKey(found.Class)).Select(found => new Decoding.Detection(
                    (float)found.Box.X1, (float)found.Box.Y1, (float)found.Box.X2, (float)found.Box.Y2,
                    ids[found.Class], 1, found.Score)),
                (record.Truth ?? []).SelectMany(truth => Boxes(truth, ids)));
        }

        return evaluator;
    }

    private static IEnumerable<TruthBox> Boxes(TruthObject truth, Dictionary<string, int> ids)
    {
        int[] classes = truth.Class == TruthObject.AnyClass ? [.. ids.Values]
            : ids.TryGetValue(truth.Class, out var id) ? [id] : [];
        return classes.Select(classId => new TruthBox(
            truth.Box.X1, truth.Box.Y1, truth.Box.X2, truth.Box.Y2, classId, truth.Area, truth.IsCrowd,
            truth.IsIgnored));
    }
}
