namespace Perception.Evaluation.Reports;

/// <summary>A picture that a report shows.</summary>
/// <param name="Frame">Name of its record.</param>
/// <param name="Jpeg">The picture, maybe smaller than at its source.</param>
/// <param name="Width">At its source, in whose pixels boxes are.</param>
/// <param name="Height">At its source.</param>
/// <param name="MaskPng">What is laid over it, stretched to the same size; null for none.</param>
public sealed record ReportPicture(string Frame, byte[] Jpeg, int Width, int Height, byte[]? MaskPng);
