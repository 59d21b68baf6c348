namespace Perception.Anonymizing;

/// <summary>How zones are made unrecognisable.</summary>
public enum ObscureMethod
{
    /// <summary>Squares of one colour, the mean of what was there.</summary>
    Pixelate,

    /// <summary>Three box blurs, near to a Gaussian.</summary>
    Blur,
}
