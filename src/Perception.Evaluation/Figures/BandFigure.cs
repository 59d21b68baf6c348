namespace Perception.Evaluation.Figures;

/// <summary>Objects of one distance, size or occlusion.</summary>
/// <param name="Name">Such as "20-40 m".</param>
/// <param name="Objects">How many there are.</param>
/// <param name="Recall">Share of them that was found; NaN where there are none.</param>
/// <param name="CentreErrorMetres">How far off they were located; NaN where none was.</param>
public sealed record BandFigure(string Name, int Objects, double Recall, double CentreErrorMetres);
