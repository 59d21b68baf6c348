namespace Ros2DotNet.Tf;

/// <summary>What is known of one frame in its parent: one sample that holds for ever, or a history in the order of
/// stamps.</summary>
internal sealed class LinkCache(bool isStatic)
{
    // Invariant: the samples in use are _ring[(_start + i) & (_ring.Length - 1)] for i < Count, stamps rising strictly.
    private LinkSample[] _ring = new LinkSample[isStatic ? 1 : 16];
    private int _start;

    public bool IsStatic { get; } = isStatic;

    public int Count { get; private set; }

    public ref readonly LinkSample Oldest => ref At(0);

    public ref readonly LinkSample Newest => ref At(Count - 1);

    /// <summary>False where the sample is older than the newest by more than <paramref name="keepNs"/>. A second sample
    /// with the same stamp replaces the first.</summary>
    public bool Add(in LinkSample sample, long keepNs)
    {
        if (IsStatic)
        {
            (_ring[0], Count) = (sample, 1);
            return true;
        }

        if (Count > 0 && sample.StampNs < Newest.StampNs - keepNs)
        {
            return false;
        }

        var place = CountUpTo(sample.StampNs);
        if (place > 0 && At(place - 1).StampNs == sample.StampNs)
        {
            At(place - 1) = sample;
            return true;
        }

        Insert(place, sample);
        while (Oldest.StampNs < Newest.StampNs - keepNs)
        {
            _start = (_start + 1) & (_ring.Length - 1);
            Count--;
        }

        return true;
    }

    /// <summary>Forgets a history; what is static stays true.</summary>
    public void Clear() => Count = IsStatic ? Count : 0;

    public bool Covers(long stampNs) =>
        Count > 0 && (IsStatic || (stampNs >= Oldest.StampNs && stampNs <= Newest.StampNs));

    /// <summary>The parent at a time that is covered.</summary>
    public int ParentAt(long stampNs) => IsStatic ? _ring[0].Parent : At(CountUpTo(stampNs) - 1).Parent;

    /// <summary>The pose at a time that is covered: between two samples on the way from one to the other, unless the
    /// frame changed its parent between them; then it stays where it was.</summary>
    public LinkSample SampleAt(long stampNs)
    {
        if (IsStatic)
        {
            return _ring[0];
        }

        var next = CountUpTo(stampNs);
        ref readonly var before = ref At(next - 1);
        if (before.StampNs == stampNs)
        {
            return before;
        }

        ref readonly var after = ref At(next);
        if (before.Parent != after.Parent)
        {
            return before;
        }

        var ratio = (double)(stampNs - before.StampNs) / (after.StampNs - before.StampNs);
        var pose = RigidTransform.Interpolate(before.Transform, after.Transform, ratio);
        return new LinkSample(stampNs, before.Parent, pose);
    }

    private ref LinkSample At(int index) => ref _ring[(_start + index) & (_ring.Length - 1)];

    /// <summary>How many samples are not newer than <paramref name="stampNs"/>.</summary>
    private int CountUpTo(long stampNs)
    {
        if (Count == 0 || Newest.StampNs <= stampNs)
        {
            return Count;
        }

        // Samples mostly come at a steady rate: the proportion of time leads near the place, and doubling steps around
        // it.
        var (low, high) = (0, Count - 1);
        var oldestNs = Oldest.StampNs;
        var guess = (int)((double)(stampNs - oldestNs) / (Newest.StampNs - oldestNs) * high);
        for (var step = 1; guess >= low && guess < high; step *= 2)
        {
            if (At(guess).StampNs <= stampNs)
            {
                low = guess + 1;
                guess += step;
            }
            else
            {
                high = guess;
                guess -= step;
            }
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).StampNs <= stampNs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Insert(int place, in LinkSample sample)
    {
        if (Count == _ring.Length)
        {
            var larger = new LinkSample[2 * _ring.Length];
            for (var i = 0; i < Count; i++)
            {
                larger[i] = At(i);
            }

            (_ring, _start) = (larger, 0);
        }

        for (var i = Count; i > place; i--)
        {
            At(i) = At(i - 1);
        }

        At(place) = sample;
        Count++;
    }
}
