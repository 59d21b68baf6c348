namespace Perception.Toolchain.Quantization;

/// <summary>How real values become whole numbers of 8 bits: value = (number - zero point) * scale.</summary>
/// <param name="Scale">The step between two numbers.</param>
/// <param name="ZeroPoint">The number of zero, which every range includes.</param>
/// <param name="Signed">Whether numbers are from -128 to 127 instead of 0 to 255.</param>
public readonly record struct ByteScale(float Scale, int ZeroPoint, bool Signed)
{
    // Below this a range is nothing but zero, and its scale would be a number that rounds to nothing.
    private const double LeastRange = 1e-7;

    /// <summary>-127 to 127 over a range that is the same on both sides of zero.</summary>
    public static ByteScale Symmetric(double threshold) => new((float)(Math.Max(threshold, LeastRange) / 127), 0, true);

    /// <summary>0 to 255 over a range.</summary>
    public static ByteScale Asymmetric(double minimum, double maximum)
    {
        (minimum, maximum) = (Math.Min(minimum, 0), Math.Max(maximum, 0));
        var scale = (float)(Math.Max(maximum - minimum, LeastRange) / 255);
        return new ByteScale(scale, (int)Math.Clamp(Math.Round(-minimum / scale), 0, 255), false);
    }

    /// <summary>The range of a histogram, clipped at a magnitude.</summary>
    public static ByteScale Of(Histogram histogram, double threshold, bool symmetric) => symmetric
        ? Symmetric(Math.Min(threshold, histogram.LargestMagnitude))
        : Asymmetric(Math.Max(histogram.Minimum, -threshold), Math.Min(histogram.Maximum, threshold));

    /// <summary>The value that stands for another one.</summary>
    public double Round(double value)
    {
        var (least, most) = Signed ? (-128, 127) : (0, 255);
        return (Math.Clamp(Math.Round(value / Scale) + ZeroPoint, least, most) - ZeroPoint) * Scale;
    }
}
