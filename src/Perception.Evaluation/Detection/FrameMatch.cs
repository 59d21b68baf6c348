using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Detection;

/// <summary>
/// What became of the objects of one picture when detections of at least a score count: found, missed, or taken for
/// something else. An overlap of 0.5 is a match; the most certain detection chooses first.
/// </summary>
public sealed class FrameMatch
{
    private const double LeastOverlap = 0.5;

    private FrameMatch()
    {
    }

    /// <summary>Objects that were found with their class: places in truth and in what was found.</summary>
    public required IReadOnlyList<(int Truth, int Found)> Pairs { get; init; }

    /// <summary>Objects that were found but given another class; they count as missed and as wrong.</summary>
    public required IReadOnlyList<(int Truth, int Found)> Confused { get; init; }

    /// <summary>Objects that were not found at all.</summary>
    public required IReadOnlyList<int> Missed { get; init; }

    /// <summary>Detections of nothing.</summary>
    public required IReadOnlyList<int> Ghosts { get; init; }

    /// <summary>Detections that are not right.</summary>
    public int Wrong => Confused.Count + Ghosts.Count;

    /// <summary>Matches a frame; <paramref name="leastScore"/> says which detections count.</summary>
    public static FrameMatch Of(FrameRecord frame, float leastScore)
    {
        var truth = frame.Truth ?? [];
        var found = frame.Found ?? [];
        var open = Enumerable.Range(0, found.Count).Where(i => found[i].Score >= leastScore).ToList();
        var free = Enumerable.Range(0, truth.Count).Where(i => !truth[i].IsCrowd).ToHashSet();

        var pairs = Take(open, free, (t, f) => truth[t].Class == found[f].Class, truth, found);
        open.RemoveAll(f => truth.Any(t => t.IsCrowd && IsInside(t, found[f])));
        var confused = Take(open, free, (t, _) => truth[t].IsWanted, truth, found);
        return new FrameMatch
        {
            Pairs = [.. pairs.Where(pair => truth[pair.Truth].IsWanted)],
            Confused = confused,
            Missed = [.. free.Where(t => truth[t].IsWanted).Order()],
            Ghosts = open,
        };
    }

    private static List<(int Truth, int Found)> Take(
        List<int> open, HashSet<int> free, Func<int, int, bool> mayBe, IReadOnlyList<TruthObject> truth,
        IReadOnlyList<FoundObject> found)
    {
        var pairs = new List<(int, int)>();
        foreach (var f in open.OrderByDescending(i => found[i].Score).ToArray())
        {
            // Objects that are asked for come before those that are not, whatever the overlap.
            var best = free.Where(t => mayBe(t, f) && truth[t].Box.Overlap(found[f].Box) >= LeastOverlap)
                .OrderByDescending(t => truth[t].IsWanted).ThenByDescending(t => truth[t].Box.Overlap(found[f].Box))
                .ThenBy(t => t).Cast<int?>().FirstOrDefault();
            if (best is { } match)
            {
                pairs.Add((match, f));
                free.Remove(match);
                open.Remove(f);
            }
        }

        return pairs;
    }

    private static bool IsInside(TruthObject crowd, FoundObject found) =>
        (crowd.Class == TruthObject.AnyClass || crowd.Class == found.Class) && found.Box.Area > 0 &&
        crowd.Box.Intersection(found.Box) / found.Box.Area >= LeastOverlap;
}
