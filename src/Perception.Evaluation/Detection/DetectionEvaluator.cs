using Perception.Decoding;

namespace Perception.Evaluation.Detection;

/// <summary>
/// Average precision of detections as the COCO challenge defines it (overlaps 0.50 to 0.95, 101 points of recall, at most
/// 100 answers for an image and class).
/// </summary>
public sealed class DetectionEvaluator
{
    private const int MostAnswers = 100;
    private static readonly double[] LeastOverlaps = [.. Enumerable.Range(0, 10).Select(step => 0.5 + 0.05 * step)];

    private readonly SortedDictionary<int, List<ImageMatch>> _matches = [];

    /// <summary>Images added.</summary>
    public int Images { get; private set; }

    /// <summary>Adds an image with everything that was found in it, however uncertain, and everything that is in it.</summary>
    public void Add(IEnumerable<Decoding.Detection> answers, IEnumerable<TruthBox> truth)
    {
        Images++;
        var answersByClass = answers.ToLookup(answer => answer.ClassId);
        var truthByClass = truth.ToLookup(box => box.ClassId);
        foreach (var classId in answersByClass.Select(group => group.Key).Union(truthByClass.Select(group => group.Key)))
        {
            if (!_matches.TryGetValue(classId, out var matches))
            {
                _matches.Add(classId, matches = []);
            }

            matches.Add(new ImageMatch(answersByClass[classId], truthByClass[classId], MostAnswers));
        }
    }

    /// <summary>The figures over all images so far.</summary>
    public DetectionSummary Summarize()
    {
        var classes = new SortedDictionary<int, double>();
        double[] byOverlap = new double[LeastOverlaps.Length], byRange = new double[4];
        var rangeCounts = new int[4];
        var recall = 0.0;
        foreach (var (classId, matches) in _matches)
        {
            var curves = Curves(matches, AreaRange.All);
            if (curves[0] is not null)
            {
                classes.Add(classId, curves.Average(curve => curve!.Value));
                recall += curves.Average(curve => curve!.Recall);
                for (var i = 0; i < curves.Length; i++)
                {
                    byOverlap[i] += curves[i]!.Value;
                }
            }

            foreach (var range in (AreaRange[])[AreaRange.Small, AreaRange.Medium, AreaRange.Large])
            {
                var ofRange = Curves(matches, range);
                if (ofRange[0] is not null)
                {
                    byRange[(int)range] += ofRange.Average(curve => curve!.Value);
                    rangeCounts[(int)range]++;
                }
            }
        }

        double OfRange(AreaRange range) => rangeCounts[(int)range] == 0 ? double.NaN : byRange[(int)range] / rangeCounts[(int)range];
        double OfOverlap(int index) => classes.Count == 0 ? double.NaN : byOverlap[index] / classes.Count;
        return new DetectionSummary(
            classes.Count == 0 ? double.NaN : classes.Values.Average(), OfOverlap(0), OfOverlap(5),
            OfRange(AreaRange.Small), OfRange(AreaRange.Medium), OfRange(AreaRange.Large),
            classes.Count == 0 ? double.NaN : recall / classes.Count, classes);
    }

    /// <summary>Precision over recall of one class at one least overlap; null where nothing of the class is to be found.</summary>
    public AveragePrecision? CurveOf(int classId, double leastOverlap, AreaRange range = AreaRange.All) =>
        _matches.TryGetValue(classId, out var matches) ? Curve(matches, leastOverlap, range) : null;

    private static AveragePrecision?[] Curves(List<ImageMatch> matches, AreaRange range) =>
        [.. LeastOverlaps.Select(leastOverlap => Curve(matches, leastOverlap, range))];

    private static AveragePrecision? Curve(List<ImageMatch> matches, double leastOverlap, AreaRange range)
    {
        var counted = new List<(float, bool)>();
        var toFind = matches.Sum(match => match.Collect(leastOverlap, range, counted));
        return AveragePrecision.Of(counted, toFind);
    }
}
