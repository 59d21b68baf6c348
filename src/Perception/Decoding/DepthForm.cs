namespace Perception.Decoding;

/// <summary>What a network's depth output <c>v</c> means, with <c>s = v * scale + offset</c>.</summary>
public enum DepthForm
{
    /// <summary>Metres are s.</summary>
    Linear,

    /// <summary>
    /// Metres are 1 / s: disparity or inverse depth. Where s is not positive, the depth is beyond every limit.
    /// </summary>
    Inverse,

    /// <summary>Metres are e^s.</summary>
    Log,
}
