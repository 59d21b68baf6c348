using Perception.Evaluation.Detection;

namespace Perception.Evaluation.Figures;

/// <summary>How good boxes are.</summary>
/// <param name="Coco">Average precision by COCO's definition.</param>
/// <param name="OperatingScore">Least score of the detections that the following count.</param>
/// <param name="Precision">Share of detections that are right.</param>
/// <param name="Recall">Share of objects that were found.</param>
/// <param name="F1">Harmonic mean of both.</param>
/// <param name="Objects">Objects that were to be found.</param>
public sealed record DetectionFigures(
    DetectionSummary Coco, float OperatingScore, double Precision, double Recall, double F1, long Objects);
