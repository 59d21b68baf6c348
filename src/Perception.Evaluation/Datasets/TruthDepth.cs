namespace Perception.Evaluation.Datasets;

/// <summary>Depth in metres along the optical axis, row by row.</summary>
public sealed record TruthDepth(int Width, int Height, float[] Metres);
