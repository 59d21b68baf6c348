namespace Perception.Evaluation.Segmentation;

/// <summary>Counts which class pixels have and which they were given. Classes are numbered from 0.</summary>
public sealed class ConfusionMatrix
{
    private readonly int _classes;
    private readonly int _ignored;
    private readonly long[] _counts;

    /// <param name="classes">Number of classes, 1 to 256.</param>
    /// <param name="ignored">A truth value that does not count; -1 for none.</param>
    public ConfusionMatrix(int classes, int ignored = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 256);
        (_classes, _ignored) = (classes, ignored);
        _counts = new long[classes * classes];
    }

    /// <summary>Pixels of a class that were given another or the same class.</summary>
    public long this[int truth, int answer] => _counts[truth * _classes + answer];

    /// <summary>Share of pixels that were given their class.</summary>
    public double Accuracy => (double)Enumerable.Range(0, _classes).Sum(i => this[i, i]) / _counts.Sum();

    /// <summary>Mean intersection over union of the classes that occur, in truth or in answers.</summary>
    public double MeanIntersectionOverUnion =>
        Enumerable.Range(0, _classes)
            .Select(IntersectionOverUnion).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Adds masks of one class number per pixel.</summary>
    /// <exception cref="ArgumentException">They differ in length, or hold a number that is no class.</exception>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> answers)
    {
        if (truth.Length != answers.Length)
        {
            throw new ArgumentException($"the truth has {truth.Length} pixels and the answer {answers.Length}");
        }

        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] == _ignored)
            {
                continue;
            }

            if (truth[i] >= _classes || answers[i] >= _classes)
            {
                throw new ArgumentException($"pixel {i} has class {truth[i]} in truth and {answers[i]} in the " +
                    $"answer; there are {_classes} classes");
            }

            _counts[truth[i] * _classes + answers[i]]++;
        }
    }

    /// <summary>Adds counts of one picture as often as <paramref name="weight"/> says.</summary>
    public void Add(SegmentationCounts counts, int weight = 1)
    {
        for (var i = 0; i < counts.Counts.Count; i += 3)
        {
            _counts[counts.Counts[i] * _classes + counts.Counts[i + 1]] += weight * counts.Counts[i + 2];
        }
    }

    /// <summary>
    /// Of pixels that are or were given the class, the share that are both; NaN where the class does not occur.
    /// </summary>
    public double IntersectionOverUnion(int classId)
    {
        long union = -this[classId, classId];
        for (var other = 0; other < _classes; other++)
        {
            union += this[classId, other] + this[other, classId];
        }

        return union == 0 ? double.NaN : (double)this[classId, classId] / union;
    }
}
