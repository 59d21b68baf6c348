namespace Perception.Evaluation.Figures;

/// <summary>How good masks are.</summary>
/// <param name="MeanIou">Mean intersection over union of the classes that occur.</param>
/// <param name="Accuracy">Share of pixels that have their class.</param>
/// <param name="IouByClass">By the class's number; NaN for classes that do not occur.</param>
public sealed record SegmentationFigures(double MeanIou, double Accuracy, IReadOnlyList<double> IouByClass);
