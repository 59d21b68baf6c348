namespace Perception.Evaluation.Detection;

/// <summary>COCO's figures for detections, 0 to 1; NaN where nothing was to be found.</summary>
/// <param name="MeanAveragePrecision">Mean over classes and least overlaps of 0.50 to 0.95.</param>
/// <param name="At50">At a least overlap of 0.50.</param>
/// <param name="At75">At a least overlap of 0.75.</param>
/// <param name="Small">Of objects up to 32 x 32 pixels.</param>
/// <param name="Medium">Of objects between.</param>
/// <param name="Large">Of objects from 96 x 96 pixels on.</param>
/// <param name="Recall">Mean of the largest recall over classes and overlaps.</param>
/// <param name="ByClass">Average precision of each class that is to be found.</param>
/// <param name="ByClassAt50">The same at a least overlap of 0.50.</param>
public sealed record DetectionSummary(
    double MeanAveragePrecision, double At50, double At75, double Small, double Medium, double Large, double Recall,
    IReadOnlyDictionary<int, double> ByClass, IReadOnlyDictionary<int, double> ByClassAt50);
