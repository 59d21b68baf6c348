namespace Perception.Inference;

/// <summary>
/// What the integers of a tensor stand for: x = (q - zero point) * scale, of the tensor or of each channel.
/// </summary>
public sealed record TensorQuantization
{
    /// <param name="scales">One, or one for each channel.</param>
    /// <param name="zeroPoints">As many.</param>
    /// <exception cref="InferenceException">A scale is not above 0 or not finite, or there are not as many of both:
    /// with such numbers every result would be nothing.</exception>
    public TensorQuantization(IReadOnlyList<float> scales, IReadOnlyList<float> zeroPoints)
    {
        if (scales.Count == 0 || scales.Count != zeroPoints.Count)
        {
            throw new InferenceException(
                $"a quantization has {scales.Count} scales and {zeroPoints.Count} zero points; it needs one of each, " +
                "or one of each for every channel");
        }

        for (var i = 0; i < scales.Count; i++)
        {
            if (!(scales[i] > 0) || !float.IsFinite(scales[i]) || !float.IsFinite(zeroPoints[i]))
            {
                throw new InferenceException(
                    $"a quantization has the scale {scales[i]} and the zero point {zeroPoints[i]} (channel {i}); a " +
                    "scale is a finite number above 0");
            }
        }

        // Compilers write the same pair for each channel where the whole tensor has one.
        var same = scales.All(scale => scale == scales[0]) && zeroPoints.All(zero => zero == zeroPoints[0]);
        Scales = same ? [scales[0]] : [.. scales];
        ZeroPoints = same ? [zeroPoints[0]] : [.. zeroPoints];
    }

    public IReadOnlyList<float> Scales { get; }

    public IReadOnlyList<float> ZeroPoints { get; }

    public bool IsPerChannel => Scales.Count > 1;

    /// <summary>The scale of the tensor, or that of the first channel.</summary>
    public float Scale => Scales[0];

    /// <summary>The zero point of the tensor, or that of the first channel.</summary>
    public float ZeroPoint => ZeroPoints[0];

    /// <summary>The number that <paramref name="q"/> of a channel stands for.</summary>
    public float Dequantize(int q, int channel = 0)
    {
        var i = IsPerChannel ? channel : 0;
        return (q - ZeroPoints[i]) * Scales[i];
    }

    /// <summary>
    /// The least integer that stands for <paramref name="value"/> or more, so that a comparison needs no float.
    /// </summary>
    public int LeastAtOrAbove(float value, int channel = 0)
    {
        var i = IsPerChannel ? channel : 0;
        var q = (int)Math.Clamp(Math.Ceiling(((double)value / Scales[i]) + ZeroPoints[i]), int.MinValue, int.MaxValue);

        // The quotient is rounded; the neighbour may be the one.
        while (q > int.MinValue && Dequantize(q - 1, i) >= value)
        {
            q--;
        }

        while (q < int.MaxValue && Dequantize(q, i) < value)
        {
            q++;
        }

        return q;
    }
}
