namespace Perception.Evaluation.Space;

/// <summary>How far something was placed from where it is, for what lies within a band of distance.</summary>
/// <param name="Name">Such as "10-20 m".</param>
/// <param name="Wanted">How much of it there is to be found.</param>
/// <param name="Found">How much was.</param>
/// <param name="MedianMetres">Half of the errors are smaller.</param>
/// <param name="NinetiethMetres">Nine of ten errors are smaller.</param>
/// <param name="MedianShare">Median of the errors as parts of the distance.</param>
/// <param name="WithinTenPercent">Part of what was found that is off by less than a tenth of the distance.</param>
public sealed record SpaceBand(
    string Name, long Wanted, long Found, double MedianMetres, double NinetiethMetres, double MedianShare,
    double WithinTenPercent);
