using System.Text.Json.Serialization;

namespace Perception.Evaluation.Frames;

/// <summary>A box by its edges in pixels; the first pixel reaches from 0 to 1. In JSON: [x1, y1, x2, y2].</summary>
[JsonConverter(typeof(BoxConverter))]
public readonly record struct Box(double X1, double Y1, double X2, double Y2)
{
    /// <summary>0 for a box whose edges are the wrong way round.</summary>
    public double Area => Math.Max(0, X2 - X1) * Math.Max(0, Y2 - Y1);

    /// <summary>A thousandth of a pixel is as fine as results are kept.</summary>
    public Box Rounded() => new(Math.Round(X1, 3), Math.Round(Y1, 3), Math.Round(X2, 3), Math.Round(Y2, 3));

    /// <summary>Area that both boxes cover.</summary>
    public double Intersection(in Box other) =>
        Math.Max(0, Math.Min(X2, other.X2) - Math.Max(X1, other.X1)) *
        Math.Max(0, Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1));

    /// <summary>Intersection over union; 0 where neither has an area.</summary>
    public double Overlap(in Box other)
    {
        var both = Intersection(other);
        return both > 0 ? both / (Area + other.Area - both) : 0;
    }

    /// <summary>Pixels between the middles of two boxes.</summary>
    public double CentreDistance(in Box other) =>
        Math.Sqrt(Math.Pow((X1 + X2 - other.X1 - other.X2) / 2, 2) + Math.Pow((Y1 + Y2 - other.Y1 - other.Y2) / 2, 2));
}
