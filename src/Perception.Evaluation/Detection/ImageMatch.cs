using Perception.Decoding;

namespace Perception.Evaluation.Detection;

/// <summary>
/// Which answers of one image and class are right, by COCO's rules: best score first, each object found once.
/// </summary>
internal sealed class ImageMatch
{
    private static readonly double[] SmallestArea = [0, 0, 32 * 32, 96 * 96];
    private static readonly double[] LargestArea = [1e10, 32 * 32, 96 * 96, 1e10];

    private readonly Decoding.Detection[] _answers;
    private readonly TruthBox[] _truth;
    private readonly double[,] _overlaps;

    public ImageMatch(IEnumerable<Decoding.Detection> answers, IEnumerable<TruthBox> truth, int mostAnswers)
    {
        _answers = [.. answers.OrderByDescending(answer => answer.ExistenceProbability).Take(mostAnswers)];
        _truth = [.. truth];
        _overlaps = new double[_answers.Length, _truth.Length];
        for (var i = 0; i < _answers.Length; i++)
        {
            for (var j = 0; j < _truth.Length; j++)
            {
                _overlaps[i, j] = Overlap(_answers[i], _truth[j]);
            }
        }
    }

    /// <summary>
    /// Adds what counts of this image for a size of objects and a least overlap; returns how many there were to find.
    /// </summary>
    public int Collect(double leastOverlap, AreaRange range, List<(float Score, bool IsRight)> counted)
    {
        var ignored = Array.ConvertAll(_truth, box => box.IsCrowd || box.IsIgnored || IsOutside(box.Area, range));
        var taken = new bool[_truth.Length];
        for (var i = 0; i < _answers.Length; i++)
        {
            var match = BestMatch(i, leastOverlap, ignored, taken);
            if (match >= 0)
            {
                taken[match] = true;
            }

            // An answer to something that does not count does not count itself; nor does a wrong one of another size.
            var counts = match >= 0
                ? !ignored[match]
                : !IsOutside((double)_answers[i].Width * _answers[i].Height, range);
            if (counts)
            {
                counted.Add((_answers[i].ExistenceProbability, match >= 0));
            }
        }

        return ignored.Count(isIgnored => !isIgnored);
    }

    // Objects that count come before those that do not, whatever the overlap.
    private int BestMatch(int answer, double leastOverlap, bool[] ignored, bool[] taken)
    {
        foreach (var wanted in (ReadOnlySpan<bool>)[false, true])
        {
            var best = -1;
            var bestOverlap = Math.Min(leastOverlap, 1 - 1e-10);
            for (var j = 0; j < _truth.Length; j++)
            {
                if (ignored[j] == wanted && (!taken[j] || _truth[j].IsCrowd) && _overlaps[answer, j] >= bestOverlap)
                {
                    (best, bestOverlap) = (j, _overlaps[answer, j]);
                }
            }

            if (best >= 0)
            {
                return best;
            }
        }

        return -1;
    }

    private static bool IsOutside(double area, AreaRange range) =>
        area < SmallestArea[(int)range] || area > LargestArea[(int)range];

    private static double Overlap(in Decoding.Detection answer, in TruthBox truth)
    {
        var width = Math.Min(answer.X2, truth.X2) - Math.Max(answer.X1, truth.X1);
        var height = Math.Min(answer.Y2, truth.Y2) - Math.Max(answer.Y1, truth.Y1);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var answerArea = (double)(answer.X2 - answer.X1) * (answer.Y2 - answer.Y1);
        var union = truth.IsCrowd
            ? answerArea
            : answerArea + (truth.X2 - truth.X1) * (truth.Y2 - truth.Y1) - width * height;
        return width * height / union;
    }
}
