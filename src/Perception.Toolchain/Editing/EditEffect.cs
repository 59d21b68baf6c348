namespace Perception.Toolchain.Editing;

/// <summary>What an edit does to the results of a network.</summary>
public enum EditEffect
{
    /// <summary>None but rounding in the last digits; measured.</summary>
    Exact,

    /// <summary>
    /// Small differences that are measured, or that only an evaluation tells: the weights stay of use.
    /// </summary>
    Approximate,

    /// <summary>
    /// The network computes something else: without further training its accuracy is not to be trusted.
    /// </summary>
    NeedsRetraining,
}
