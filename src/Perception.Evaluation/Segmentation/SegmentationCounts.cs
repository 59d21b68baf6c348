namespace Perception.Evaluation.Segmentation;

/// <summary>How many pixels of a class were given which class.</summary>
/// <param name="Classes">Number of classes.</param>
/// <param name="Counts">Threes of true class, given class, and pixels; pairs that do not occur are left out.</param>
public sealed record SegmentationCounts(int Classes, IReadOnlyList<long> Counts)
{
    /// <summary>Of two masks of one size; pixels whose truth is no class do not count.</summary>
    /// <exception cref="ArgumentException">They differ in length, or an answer is no class.</exception>
    public static SegmentationCounts Of(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> answers, int classes)
    {
        if (truth.Length != answers.Length)
        {
            throw new ArgumentException($"the truth has {truth.Length} pixels and the answer {answers.Length}");
        }

        var matrix = new long[classes * classes];
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] >= classes)
            {
                continue;
            }

            if (answers[i] >= classes)
            {
                throw new ArgumentException($"pixel {i} was given class {answers[i]}; there are {classes} classes");
            }

            matrix[truth[i] * classes + answers[i]]++;
        }

        var counts = new List<long>();
        for (var i = 0; i < matrix.Length; i++)
        {
            if (matrix[i] > 0)
            {
                counts.AddRange([i / classes, i % classes, matrix[i]]);
            }
        }

        return new SegmentationCounts(classes, counts);
    }
}
