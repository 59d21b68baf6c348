using Perception.Decoding;

namespace Perception.Evaluation.Detection;

/// <summary>
/// Average precision of detections as the COCO challenge defines it (overlaps 0.50 to 0.95, 101 points of recall, at
/// most 100 answers for an image and class).
/// </summary>
public sealed class DetectionEvaluator
{
    private const int MostAnswers = 100;

    // 0.50 to 0.95, to the bit as pycocotools has them.
    private static readonly double[] LeastOverlaps =
        [.. Enumerable.Range(0, 10).Select(step => 0.5 + step * ((0.95 - 0.5) / 9))];

    private readonly SortedDictionary<int, List<(int Image, ImageMatch Match)>> _matches = [];
    private readonly Dictionary<(int ClassId, double Overlap, AreaRange Range), RankedAnswers> _ranked = [];

    /// <summary>Images added.</summary>
    public int Images { get; private set; }

    /// <summary>
    /// Adds an image with everything that was found in it, however uncertain, and everything that is in it.
    /// </summary>
    public void Add(IEnumerable<Decoding.Detection> answers, IEnumerable<TruthBox> truth)
    {
        _ranked.Clear();
        var image = Images++;
        var answersByClass = answers.ToLookup(answer => answer.ClassId);
        var truthByClass = truth.ToLookup(box => box.ClassId);
        var classes = answersByClass.Select(group => group.Key).Union(truthByClass.Select(group => group.Key));
        foreach (var classId in classes)
        {
            if (!_matches.TryGetValue(classId, out var matches))
            {
                _matches.Add(classId, matches = []);
            }

            matches.Add((image, new ImageMatch(answersByClass[classId], truthByClass[classId], MostAnswers)));
        }
    }

    /// <summary>
    /// The figures over all images so far, each counted as often as its weight says; once where none are given.
    /// </summary>
    public DetectionSummary Summarize(ReadOnlySpan<int> weights = default)
    {
        var (classes, at50) = (new SortedDictionary<int, double>(), new SortedDictionary<int, double>());
        double[] byOverlap = new double[LeastOverlaps.Length], byRange = new double[4];
        var rangeCounts = new int[4];
        var recall = 0.0;
        foreach (var classId in _matches.Keys)
        {
            var curves = Curves(classId, AreaRange.All, weights);
            if (curves[0] is not null)
            {
                classes.Add(classId, curves.Average(curve => curve!.Value));
                at50.Add(classId, curves[0]!.Value);
                recall += curves.Average(curve => curve!.Recall);
                for (var i = 0; i < curves.Length; i++)
                {
                    byOverlap[i] += curves[i]!.Value;
                }
            }

            foreach (var range in (AreaRange[])[AreaRange.Small, AreaRange.Medium, AreaRange.Large])
            {
                var ofRange = Curves(classId, range, weights);
                if (ofRange[0] is not null)
                {
                    byRange[(int)range] += ofRange.Average(curve => curve!.Value);
                    rangeCounts[(int)range]++;
                }
            }
        }

        double OfRange(AreaRange range) =>
            rangeCounts[(int)range] == 0 ? double.NaN : byRange[(int)range] / rangeCounts[(int)range];
        double OfOverlap(int index) => classes.Count == 0 ? double.NaN : byOverlap[index] / classes.Count;
        return new DetectionSummary(
            classes.Count == 0 ? double.NaN : classes.Values.Average(), OfOverlap(0), OfOverlap(5),
            OfRange(AreaRange.Small), OfRange(AreaRange.Medium), OfRange(AreaRange.Large),
            classes.Count == 0 ? double.NaN : recall / classes.Count, classes, at50);
    }

    /// <summary>
    /// Precision over recall of one class at one least overlap; null where nothing of the class is to be found.
    /// </summary>
    public AveragePrecision? CurveOf(int classId, double leastOverlap, AreaRange range = AreaRange.All) =>
        _matches.ContainsKey(classId) ? Ranked(classId, leastOverlap, range).Average(default) : null;

    /// <summary>
    /// Precision, recall and F1 over the score at a least overlap of 0.5, of one class or of all together.
    /// </summary>
    public ScoreCurve ScoreCurve(int? classId = null) => Detection.ScoreCurve.Of(
        _matches.Keys.Where(id => classId is null || id == classId)
            .Select(id => Ranked(id, LeastOverlaps[0], AreaRange.All)));

    private AveragePrecision?[] Curves(int classId, AreaRange range, ReadOnlySpan<int> weights)
    {
        var curves = new AveragePrecision?[LeastOverlaps.Length];
        for (var i = 0; i < curves.Length; i++)
        {
            curves[i] = Ranked(classId, LeastOverlaps[i], range).Average(weights);
        }

        return curves;
    }

    private RankedAnswers Ranked(int classId, double leastOverlap, AreaRange range)
    {
        if (!_ranked.TryGetValue((classId, leastOverlap, range), out var ranked))
        {
            ranked = new RankedAnswers(_matches[classId], leastOverlap, range);
            _ranked.Add((classId, leastOverlap, range), ranked);
        }

        return ranked;
    }
}
