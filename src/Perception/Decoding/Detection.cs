using Perception.Preprocessing;

namespace Perception.Decoding;

/// <summary>
/// An object in an image: a box in pixels, its class, how probable that class is, and how probable that it exists.
/// </summary>
/// <param name="X1">Left edge.</param>
/// <param name="Y1">Upper edge.</param>
/// <param name="X2">Right edge.</param>
/// <param name="Y2">Lower edge.</param>
/// <param name="ClassId">Index into the model's classes.</param>
/// <param name="ClassProbability">Probability of the class, given an object.</param>
/// <param name="ExistenceProbability">Objectness times class probability: the score that is ranked and compared with
/// thresholds.</param>
public readonly record struct Detection(
    float X1, float Y1, float X2, float Y2, int ClassId, float ClassProbability, float ExistenceProbability)
{
    public float Width => X2 - X1;

    public float Height => Y2 - Y1;

    /// <summary>Intersection over union with another box; 0 for boxes without area.</summary>
    public float IntersectionOverUnion(in Detection other)
    {
        var width = MathF.Min(X2, other.X2) - MathF.Max(X1, other.X1);
        var height = MathF.Min(Y2, other.Y2) - MathF.Max(Y1, other.Y1);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var intersection = width * height;
        return intersection / (Width * Height + other.Width * other.Height - intersection);
    }

    /// <summary>A box of the network's pixels in those of the image, cut off where that ends.</summary>
    internal Detection InSource(in LetterboxTransform transform)
    {
        var (x1, y1) = transform.ToSource(X1, Y1);
        var (x2, y2) = transform.ToSource(X2, Y2);
        return this with
        {
            X1 = Math.Clamp(x1, 0, transform.SourceWidth),
            Y1 = Math.Clamp(y1, 0, transform.SourceHeight),
            X2 = Math.Clamp(x2, 0, transform.SourceWidth),
            Y2 = Math.Clamp(y2, 0, transform.SourceHeight),
        };
    }
}
