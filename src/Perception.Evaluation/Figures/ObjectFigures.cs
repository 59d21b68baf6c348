namespace Perception.Evaluation.Figures;

/// <summary>How well objects that were found were located in space; means over them.</summary>
/// <param name="Located">Objects with a place in truth and in what was found.</param>
/// <param name="CentreErrorMetres">Distance between both places.</param>
/// <param name="RangeErrorShare">Error of the distance from the camera as part of it.</param>
/// <param name="YawErrorDegrees">0 to 90, since front and back look alike; NaN where no heading is known.</param>
public sealed record ObjectFigures(long Located, double CentreErrorMetres, double RangeErrorShare,
    double YawErrorDegrees);
