namespace Perception.Decoding;

/// <summary>
/// Greedy suppression: boxes in order of score, each dropping later ones that overlap it by more than a threshold.
/// Equal scores keep their order, so the result does not depend on the sort. Reuses its buffers.
/// </summary>
public sealed class NonMaximumSuppression
{
    private long[] _keys = new long[1024];
    private Detection[] _sorted = new Detection[1024];

    /// <summary>Moves the kept boxes to the front, best first, and returns their number.</summary>
    public int Run(Span<Detection> boxes, float threshold, bool classAgnostic, int maximum)
    {
        Sort(boxes);
        var kept = 0;
        for (var i = 0; i < boxes.Length && kept < maximum; i++)
        {
            ref readonly var candidate = ref _sorted[i];
            var suppressed = false;
            for (var k = 0; k < kept && !suppressed; k++)
            {
                suppressed = (classAgnostic || boxes[k].ClassId == candidate.ClassId) &&
                    boxes[k].IntersectionOverUnion(candidate) > threshold;
            }

            if (!suppressed)
            {
                boxes[kept++] = candidate;
            }
        }

        return kept;
    }

    private void Sort(ReadOnlySpan<Detection> boxes)
    {
        if (_keys.Length < boxes.Length)
        {
            Array.Resize(ref _keys, Math.Max(boxes.Length, 2 * _keys.Length));
            Array.Resize(ref _sorted, _keys.Length);
        }

        // Positive floats order like their bits: score descending in the high half, position ascending in the low one.
        for (var i = 0; i < boxes.Length; i++)
        {
            _keys[i] = ((long)(int.MaxValue - BitConverter.SingleToInt32Bits(boxes[i].ExistenceProbability)) << 32) |
                (uint)i;
        }

        _keys.AsSpan(0, boxes.Length).Sort();
        for (var i = 0; i < boxes.Length; i++)
        {
            _sorted[i] = boxes[(int)(uint)_keys[i]];
        }
    }
}
