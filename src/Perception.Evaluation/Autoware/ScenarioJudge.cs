using Perception.Evaluation.Datasets;
using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Autoware;

/// <summary>
/// Judges frames by a scenario, with the conventions of perception_eval 1.3 and driving_log_replayer_v2.
/// </summary>
public sealed class ScenarioJudge(Scenario scenario)
{
    /// <exception cref="DatasetException">No frame is of a camera that the scenario is about.</exception>
    public ScenarioResult Judge(IReadOnlyList<FrameRecord> records)
    {
        var frames = records.Where(
            record => record.Found is not null && record.Truth is not null && IsTarget(record.Camera)).ToArray();
        if (frames.Length == 0)
        {
            throw new DatasetException(
                $"there are no boxes of a camera of the scenario, {string.Join(", ", scenario.TargetCameras)}; " +
                "the cameras are " +
                $"{string.Join(", ", records.Select(record => record.Camera ?? "without a name").Distinct())}");
        }

        var verdicts = frames.Select(Judge).ToArray();
        var judged = verdicts.Count(frame => frame.Passed is not null);
        var rate = judged == 0 ? 0 : 100.0 * verdicts.Count(frame => frame.Passed == true) / judged;
        return new ScenarioResult(rate >= scenario.PassRate, rate, Maps(frames), verdicts);
    }

    private ScenarioMap[] Maps(FrameRecord[] frames) =>
    [
        .. scenario.CentreDistancesPixels.Select(row => Map(frames, MatchingMode.CentreDistance, row)),
        .. scenario.Overlaps.Select(row => Map(frames, MatchingMode.Iou2D, row)),
    ];

    private ScenarioMap Map(FrameRecord[] frames, MatchingMode mode, IReadOnlyList<double> thresholds)
    {
        double[] byLabel = [.. Enumerable.Range(0, scenario.TargetLabels.Count).Select(label =>
        {
            var (answers, objects) = (new List<(float Score, bool IsRight)>(), 0);
            foreach (var frame in frames)
            {
                objects += Collect(frame, label, mode, thresholds[label], answers);
            }

            return InterpolatedPrecision.Of(
                [.. answers.OrderByDescending(answer => answer.Score).Select(answer => answer.IsRight)], objects);
        })];
        return new ScenarioMap(mode, thresholds, byLabel.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(),
            byLabel);
    }

    // Within one label the most certain detection chooses first, and takes the best object that is left (nuScenes).
    private int Collect(FrameRecord frame, int label, MatchingMode mode, double threshold, List<(float, bool)> answers)
    {
        var truth = frame.Truth!.Where(item => item.IsWanted && scenario.LabelOf(item.Class) == label).ToList();
        var objects = truth.Count;
        var answered = frame.Found!.Where(item => scenario.LabelOf(item.Class) == label);
        foreach (var found in answered.OrderByDescending(item => item.Score))
        {
            var best = truth.Where(item => IsWithin(mode, Score(mode, found, item), threshold))
                .MaxBy(item => mode == MatchingMode.Iou2D ? Score(mode, found, item) : -Score(mode, found, item));
            answers.Add((found.Score, best is not null));
            if (best is not null)
            {
                truth.Remove(best);
            }
        }

        return objects;
    }

    // Of all pairs the nearest is taken first, however far apart. Detections that are left over do not count in the
    // verdict; a pair that does not overlap enough is wrong on both sides.
    private ScenarioFrame Judge(FrameRecord frame)
    {
        var truth = frame.Truth!.Where(item => item.IsWanted && scenario.LabelOf(item.Class) >= 0).ToList();
        var found = frame.Found!.Where(item => scenario.LabelOf(item.Class) >= 0 ||
            (scenario.AllowMatchingUnknown && Scenario.IsUnknown(item.Class))).ToList();
        var pairs = found.SelectMany(
            f => truth.Where(t => MayBe(f, t)).Select(t => (Found: f, Truth: t, Distance: f.Box.CentreDistance(t.Box))))
            .OrderBy(pair => pair.Distance).ToList();
        int right = 0, wrong = 0, named = 0, matched = 0;
        while (pairs.Count > 0)
        {
            var (f, t, _) = pairs[0];
            pairs.RemoveAll(pair => ReferenceEquals(pair.Found, f) || ReferenceEquals(pair.Truth, t));
            var label = scenario.LabelOf(t.Class);
            var isRight = f.Box.Overlap(t.Box) > scenario.PassFailOverlaps[label];
            matched++;
            named += scenario.LabelOf(f.Class) == label ? 1 : 0;
            right += isRight ? 1 : 0;
            wrong += isRight ? 0 : 1;
        }

        var missed = truth.Count - right;
        if (right + wrong + missed == 0)
        {
            return new ScenarioFrame(frame.Frame, frame.Camera, null, 0, 0, 0);
        }

        var passed = scenario.Criteria.All(criterion => criterion.LeastPercent <= criterion.Method switch
        {
            CriteriaMethod.NumTp => 100.0 * right / (right + wrong + missed),
            CriteriaMethod.NumGtTp => right + missed == 0 ? 100 : 100.0 * right / (right + missed),
            CriteriaMethod.Label => matched == 0 ? 100 : 100.0 * named / matched,
            _ => 100 * FrameScore(frame),
        });
        return new ScenarioFrame(frame.Frame, frame.Camera, passed, right, wrong, missed);
    }

    private double FrameScore(FrameRecord frame) => scenario.CentreDistancesPixels
        .Select(row => Map([frame], MatchingMode.CentreDistance, row).Mean)
        .Where(double.IsFinite).DefaultIfEmpty(0).Average();

    private bool MayBe(FoundObject found, TruthObject truth) =>
        scenario.LabelOf(found.Class) == scenario.LabelOf(truth.Class) ||
        (scenario.AllowMatchingUnknown && Scenario.IsUnknown(found.Class));

    private static double Score(MatchingMode mode, FoundObject found, TruthObject truth) =>
        mode == MatchingMode.Iou2D ? found.Box.Overlap(truth.Box) : found.Box.CentreDistance(truth.Box);

    private static bool IsWithin(MatchingMode mode, double score, double threshold) =>
        mode == MatchingMode.Iou2D ? score > threshold : score < threshold;

    // A scenario says cam_front where a rig says camera_front.
    private bool IsTarget(string? camera) => scenario.TargetCameras.Count == 0 || camera is null ||
        scenario.TargetCameras.Any(name => CameraKey(name) == CameraKey(camera));

    private static string CameraKey(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit))
            .ToLowerInvariant().Replace("camera", "cam", StringComparison.Ordinal);
}
