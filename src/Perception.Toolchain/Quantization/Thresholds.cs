namespace Perception.Toolchain.Quantization;

/// <summary>The magnitude at which calibrators clip, from a histogram.</summary>
public static class Thresholds
{
    private const int Levels = 128;
    private const int MseSteps = 160;
    private const double LeastShare = 0.2;
    private const double Smoothing = 1e-9;

    /// <summary>
    /// For every number of bins from 128 on, the divergence of the clipped distribution from its form in 128 levels;
    /// the threshold is in the middle behind the best one (Migacz, 8-bit inference with TensorRT, GTC 2017).
    /// </summary>
    public static double Entropy(Histogram histogram)
    {
        var counts = histogram.Magnitudes();
        var used = Array.FindLastIndex(counts, count => count > 0) + 1;
        if (used <= Levels) return histogram.LargestMagnitude;
        var sums = new double[counts.Length + 1];
        var filled = new int[counts.Length + 1];
        for (var i = 0; i < counts.Length; i++)
        {
            sums[i + 1] = sums[i] + counts[i];
            filled[i + 1] = filled[i] + (counts[i] > 0 ? 1 : 0);
        }

        var (best, least) = (used, double.PositiveInfinity);
        for (var i = Levels; i <= used; i++)
        {
            var divergence = Divergence(counts, sums, filled, i);
            if (divergence < least) (best, least) = (i, divergence);
        }

        return Math.Min((best + 0.5) * histogram.Width, histogram.LargestMagnitude);
    }

    /// <summary>The least bin edge below which a share of the values lies.</summary>
    public static double Percentile(Histogram histogram, double share)
    {
        var counts = histogram.Magnitudes();
        var wanted = share * histogram.Count;
        double sum = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            sum += counts[i];
            if (sum >= wanted) return Math.Min((i + 1) * histogram.Width, histogram.LargestMagnitude);
        }

        return histogram.LargestMagnitude;
    }

    /// <summary>
    /// Of 160 thresholds from a fifth of the largest magnitude on, that with the least squared error.
    /// </summary>
    /// <param name="histogram">What the tensor held; its bins count as their middles.</param>
    /// <param name="symmetric">Whether the range is to be the same on both sides of zero.</param>
    public static double Mse(Histogram histogram, bool symmetric)
    {
        var largest = (double)histogram.LargestMagnitude;
        var (best, least) = (largest, double.PositiveInfinity);
        for (var step = MseSteps; step > 0; step--)
        {
            var threshold = largest * (LeastShare + (1 - LeastShare) * step / MseSteps);
            var error = SquaredError(histogram, ByteScale.Of(histogram, threshold, symmetric));
            if (error < least) (best, least) = (threshold, error);
        }

        return best;
    }

    /// <summary>The share of values beyond a threshold.</summary>
    public static double ClippedShare(Histogram histogram, double threshold)
    {
        if (histogram.Count == 0) return 0;
        var counts = histogram.Magnitudes();
        var first = (int)Math.Min(Math.Ceiling(threshold / Math.Max(histogram.Width, double.Epsilon)), counts.Length);
        return (double)counts.Skip(first).Sum() / histogram.Count;
    }

    private static double SquaredError(Histogram histogram, ByteScale scale)
    {
        double error = 0;
        for (var i = 0; i < Histogram.Side; i++)
        {
            var middle = (i + 0.5) * histogram.Width;
            if (histogram.Positive[i] > 0) error += histogram.Positive[i] * Square(middle - scale.Round(middle));
            if (histogram.Negative[i] > 0) error += histogram.Negative[i] * Square(-middle - scale.Round(-middle));
        }

        return error;
    }

    // P is the histogram up to the bin with all that lies behind in its last bin; Q the same without, in 128 levels
    // that share what they hold among their bins that are not empty.
    private static double Divergence(long[] counts, double[] sums, int[] filled, int bins)
    {
        var total = sums[^1];
        var kept = sums[bins];
        double divergence = 0;
        for (var level = 0; level < Levels; level++)
        {
            var (from, to) = (level * bins / Levels, (level + 1) * bins / Levels);
            var inhabited = filled[to] - filled[from];
            var q = inhabited == 0 || kept == 0 ? 0 : (sums[to] - sums[from]) / inhabited / kept;
            for (var i = from; i < to; i++)
            {
                var p = (counts[i] + (i == bins - 1 ? total - kept : 0)) / total;
                if (p > 0) divergence += p * Math.Log(p / Math.Max(counts[i] > 0 ? q : 0, Smoothing));
            }
        }

        return divergence;
    }

    private static double Square(double value) => value * value;
}
