namespace Perception.Toolchain.Quantization;

/// <summary>
/// How often a tensor takes which values: bins of one width on both sides of zero. Where a value lies beyond the last
/// bin, bins are merged in pairs, so memory stays the same for any number of pictures.
/// </summary>
public sealed class Histogram
{
    /// <summary>Bins on each side of zero.</summary>
    public const int Side = 2048;

    private readonly long[] _negative;
    private readonly long[] _positive;

    public Histogram()
        : this(0, new long[Side], new long[Side], float.PositiveInfinity, float.NegativeInfinity)
    {
    }

    /// <summary>A histogram as it was stored.</summary>
    public Histogram(double width, long[] negative, long[] positive, float minimum, float maximum)
    {
        (Width, _negative, _positive, Minimum, Maximum) = (width, negative, positive, minimum, maximum);
        Count = negative.Sum() + positive.Sum();
    }

    /// <summary>Width of a bin; bin i of a side holds magnitudes from i times this to below i + 1 times.</summary>
    public double Width { get; private set; }

    /// <summary>Counts of negative values by magnitude.</summary>
    public ReadOnlySpan<long> Negative => _negative;

    /// <summary>Counts of the others by magnitude.</summary>
    public ReadOnlySpan<long> Positive => _positive;

    /// <summary>The least value, exactly; positive infinity while there is none.</summary>
    public float Minimum { get; private set; }

    /// <summary>The largest value, exactly; negative infinity while there is none.</summary>
    public float Maximum { get; private set; }

    public long Count { get; private set; }

    /// <summary>Values that are no numbers; they are in no bin.</summary>
    public long NotNumbers { get; private set; }

    /// <summary>The largest magnitude.</summary>
    public float LargestMagnitude => Count == 0 ? 0 : Math.Max(Math.Abs(Minimum), Math.Abs(Maximum));

    /// <summary>Counts by magnitude, whatever the sign.</summary>
    public long[] Magnitudes() => [.. _negative.Zip(_positive, (a, b) => a + b)];

    /// <summary>Counts the values of a tensor.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        var (minimum, maximum) = (Minimum, Maximum);
        foreach (var value in values)
        {
            if (value < minimum && float.IsFinite(value)) minimum = value;
            if (value > maximum && float.IsFinite(value)) maximum = value;
        }

        (Minimum, Maximum) = (minimum, maximum);
        if (maximum < minimum)
        {
            NotNumbers += values.Length;
            return;
        }

        Reach(Math.Max(Math.Abs((double)minimum), Math.Abs((double)maximum)));
        var bins = 1 / Width;
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                NotNumbers++;
                continue;
            }

            var bin = Math.Min((int)(Math.Abs((double)value) * bins), Side - 1);
            if (value < 0) _negative[bin]++;
            else _positive[bin]++;
            Count++;
        }
    }

    // The first tensor sets the width with a little room; later ones double it until they fit.
    private void Reach(double magnitude)
    {
        if (Width == 0) Width = Math.Max(magnitude, 1e-12) / Side * (1 + 1e-9);
        while (magnitude >= Width * Side * (1 + 1e-6))
        {
            Merge(_negative);
            Merge(_positive);
            Width *= 2;
        }
    }

    private static void Merge(long[] counts)
    {
        for (var i = 0; i < Side / 2; i++) counts[i] = counts[2 * i] + counts[2 * i + 1];
        Array.Clear(counts, Side / 2, Side / 2);
    }
}
