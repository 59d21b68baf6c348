namespace Perception.Evaluation.Segmentation;

/// <summary>How many pixels of a class were given which class.</summary>
/// <param name="Classes">Number of classes; one more is given to pixels that were given something else.</param>
/// <param name="Counts">Threes of true class, given class, and pixels; pairs that do not occur are left out.</param>
public sealed record SegmentationCounts(int Classes, IReadOnlyList<long> Counts)
{
    /// <summary>Share of pixels that were given their class; NaN without pixels.</summary>
    internal double Accuracy
    {
        get
        {
            long right = 0, pixels = 0;
            for (var i = 0; i < Counts.Count; i += 3)
            {
                right += Counts[i] == Counts[i + 1] ? Counts[i + 2] : 0;
                pixels += Counts[i + 2];
            }

            return (double)right / pixels;
        }
    }

    /// <summary>Of two masks of one size; pixels whose truth is no class do not count.</summary>
    /// <exception cref="ArgumentException">They differ in length.</exception>
    public static SegmentationCounts Of(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> answers, int classes)
    {
        if (truth.Length != answers.Length)
        {
            throw new ArgumentException($"the truth has {truth.Length} pixels and the answer {answers.Length}");
        }

        var row = classes + 1;
        var matrix = new long[classes * row];
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] < classes)
            {
                matrix[truth[i] * row + Math.Min(answers[i], classes)]++;
            }
        }

        var counts = new List<long>();
        for (var i = 0; i < matrix.Length; i++)
        {
            if (matrix[i] > 0)
            {
                counts.AddRange([i / row, i % row, matrix[i]]);
            }
        }

        return new SegmentationCounts(classes, counts);
    }

    /// <summary>The same for some of the classes alone, in another order.</summary>
    /// <param name="places">For each class its new number; negative for those that are judged no more: their pixels do
    /// not count, and to be given one of them is to be given something else.</param>
    /// <param name="classes">How many are left.</param>
    internal SegmentationCounts Renumbered(IReadOnlyList<int> places, int classes)
    {
        var pixels = new SortedDictionary<(int Truth, int Answer), long>();
        for (var i = 0; i < Counts.Count; i += 3)
        {
            if (places[(int)Counts[i]] is >= 0 and var truth)
            {
                var answer = Counts[i + 1] < places.Count ? places[(int)Counts[i + 1]] : -1;
                var pair = (truth, answer >= 0 ? answer : classes);
                pixels[pair] = pixels.GetValueOrDefault(pair) + Counts[i + 2];
            }
        }

        return new SegmentationCounts(classes,
            [.. pixels.SelectMany(pair => (long[])[pair.Key.Truth, pair.Key.Answer, pair.Value])]);
    }
}
