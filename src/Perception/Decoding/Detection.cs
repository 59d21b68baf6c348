namespace Perception.Decoding;

/// <summary>One object found in an image; corners in pixels of the source image.</summary>
/// <param name="X1">Left.</param>
/// <param name="Y1">Top.</param>
/// <param name="X2">Right.</param>
/// <param name="Y2">Bottom.</param>
/// <param name="ClassId">Index into the class names of the model.</param>
/// <param name="ClassProbability">Probability of the class, given that there is an object.</param>
/// <param name="ExistenceProbability">Objectness times class probability.</param>
public readonly record struct Detection(
    float X1, float Y1, float X2, float Y2, int ClassId, float ClassProbability, float ExistenceProbability);
