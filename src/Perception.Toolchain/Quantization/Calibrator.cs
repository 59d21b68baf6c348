namespace Perception.Toolchain.Quantization;

/// <summary>How the range of a tensor is found from what it held.</summary>
public enum Calibrator
{
    /// <summary>All that was seen.</summary>
    MinMax,

    /// <summary>The range whose 128 levels tell least less than the full distribution (Kullback-Leibler).</summary>
    Entropy,

    /// <summary>All but a share of the largest magnitudes.</summary>
    Percentile,

    /// <summary>The range whose rounding and clipping make the least squared error.</summary>
    Mse,

    /// <summary>One range for all, as for networks whose activations are clipped; needs no pictures.</summary>
    Fixed,
}
