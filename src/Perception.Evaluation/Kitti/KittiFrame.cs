using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Kitti;

/// <summary>One picture as KITTI judges it for a class and a difficulty.</summary>
internal sealed class KittiFrame
{
    private readonly bool[] _truthIsIgnored;
    private readonly float[] _scores;
    private readonly bool[] _foundIsIgnored;
    private readonly bool[] _isInDontCare;
    private readonly bool[] _isAssigned;
    private readonly double[,] _overlaps;
    private readonly double _leastOverlap;

    public KittiFrame(FrameRecord record, string className, double leastOverlap, KittiDifficulty difficulty)
    {
        TruthObject[] truth = [.. (record.Truth ?? []).Where(item => item.Class == className && !item.IsCrowd)];
        FoundObject[] found = [.. (record.Found ?? []).Where(item => item.Class == className)];
        Box[] dontCare = [.. (record.Truth ?? []).Where(item => item.IsCrowd).Select(item => item.Box)];
        _leastOverlap = leastOverlap;
        _truthIsIgnored = Array.ConvertAll(truth, item =>
            item.IsIgnored || Height(item.Box) <= difficulty.LeastHeight ||
            !(item.Occlusion <= difficulty.MostOcclusion) || item.Truncation > difficulty.MostTruncation);
        _scores = Array.ConvertAll(found, item => item.Score);
        _foundIsIgnored = Array.ConvertAll(found, item => Height(item.Box) < difficulty.LeastHeight);
        _isInDontCare = Array.ConvertAll(found, item =>
            Array.Exists(dontCare, region => item.Box.Intersection(region) > leastOverlap * item.Box.Area));
        _isAssigned = new bool[found.Length];
        _overlaps = new double[truth.Length, found.Length];
        for (var t = 0; t < truth.Length; t++)
        {
            for (var f = 0; f < found.Length; f++)
            {
                _overlaps[t, f] = truth[t].Box.Overlap(found[f].Box);
            }
        }
    }

    /// <summary>Objects that are asked for.</summary>
    public int ToFind => _truthIsIgnored.Count(isIgnored => !isIgnored);

    /// <summary>Adds the scores of right detections, were every detection counted.</summary>
    public void CollectScores(List<float> scores)
    {
        Array.Clear(_isAssigned);
        for (var t = 0; t < _truthIsIgnored.Length; t++)
        {
            var best = -1;
            for (var f = 0; f < _scores.Length; f++)
            {
                if (IsCandidate(t, f) && (best < 0 || _scores[f] > _scores[best]))
                {
                    best = f;
                }
            }

            if (Assign(t, best))
            {
                scores.Add(_scores[best]);
            }
        }
    }

    /// <summary>Counts right and wrong detections of at least a score.</summary>
    public void Count(float leastScore, ref int right, ref int wrong)
    {
        Array.Clear(_isAssigned);
        for (var t = 0; t < _truthIsIgnored.Length; t++)
        {
            // The best overlap of those that count; one that does not only where there is no other.
            var best = -1;
            for (var f = 0; f < _scores.Length; f++)
            {
                if (_scores[f] >= leastScore && IsCandidate(t, f) && (best < 0 ||
                    (!_foundIsIgnored[f] && (_foundIsIgnored[best] || _overlaps[t, f] > _overlaps[t, best]))))
                {
                    best = f;
                }
            }

            right += Assign(t, best) ? 1 : 0;
        }

        for (var f = 0; f < _scores.Length; f++)
        {
            wrong += _scores[f] >= leastScore && !_isAssigned[f] && !_foundIsIgnored[f] && !_isInDontCare[f] ? 1 : 0;
        }
    }

    private static double Height(Box box) => box.Y2 - box.Y1;

    private bool IsCandidate(int truth, int found) => !_isAssigned[found] && _overlaps[truth, found] > _leastOverlap;

    // Whether it counts as right.
    private bool Assign(int truth, int found)
    {
        if (found < 0)
        {
            return false;
        }

        _isAssigned[found] = true;
        return !_truthIsIgnored[truth] && !_foundIsIgnored[found];
    }
}
