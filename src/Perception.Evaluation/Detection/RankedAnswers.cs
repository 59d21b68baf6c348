namespace Perception.Evaluation.Detection;

/// <summary>
/// All answers of one class, size and least overlap over all images, the most certain first. What counts is worked out
/// once; images may then be counted as often as one likes, as resampling does.
/// </summary>
internal sealed class RankedAnswers
{
    private readonly float[] _scores;
    private readonly bool[] _isRight;
    private readonly int[] _images;
    private readonly (int Image, int Count)[] _toFind;

    // Images of the class with their numbers, in order.
    public RankedAnswers(IReadOnlyList<(int Image, ImageMatch Match)> matches, double leastOverlap, AreaRange range)
    {
        var counted = new List<(float Score, bool IsRight)>();
        var images = new List<int>();
        _toFind = new (int, int)[matches.Count];
        for (var i = 0; i < matches.Count; i++)
        {
            var (image, match) = matches[i];
            _toFind[i] = (image, match.Collect(leastOverlap, range, counted));
            images.AddRange(Enumerable.Repeat(image, counted.Count - images.Count));
        }

        // Stable: equal scores keep the order of the images.
        var order = Enumerable.Range(0, counted.Count).OrderByDescending(i => counted[i].Score).ToArray();
        _scores = Array.ConvertAll(order, i => counted[i].Score);
        _isRight = Array.ConvertAll(order, i => counted[i].IsRight);
        _images = Array.ConvertAll(order, i => images[i]);
    }

    public int Count => _scores.Length;

    public ReadOnlySpan<float> Scores => _scores;

    public ReadOnlySpan<bool> IsRight => _isRight;

    /// <summary>Objects to find; each image counts as often as its weight says, once where there are none.</summary>
    public int ToFind(ReadOnlySpan<int> weights)
    {
        var sum = 0;
        foreach (var (image, count) in _toFind)
        {
            sum += count * (weights.IsEmpty ? 1 : weights[image]);
        }

        return sum;
    }

    /// <summary>Precision over recall; null where nothing is to be found.</summary>
    public AveragePrecision? Average(ReadOnlySpan<int> weights)
    {
        var toFind = ToFind(weights);
        if (toFind == 0)
        {
            return null;
        }

        var (recall, precision) = (new double[Count], new double[Count]);
        long right = 0, all = 0;
        for (var i = 0; i < Count; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[_images[i]];
            right += _isRight[i] ? weight : 0;
            all += weight;
            recall[i] = (double)right / toFind;
            precision[i] = all == 0 ? 0 : (double)right / all;
        }

        return AveragePrecision.Of(recall, precision);
    }
}
