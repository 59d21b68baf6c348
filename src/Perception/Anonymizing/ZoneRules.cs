using Perception.Decoding;

namespace Perception.Anonymizing;

/// <summary>Where in the box of a person or vehicle a head or plate can be.</summary>
public static class ZoneRules
{
    // Of somebody who stands; who sits or is cut off shows more head than that.
    private const float HeadPart = 0.4f;
    private const float UprightRatio = 1.6f;

    // Plates are below the middle of cars, trucks and buses.
    private const float PlatePart = 0.65f;
    private const float EdgePixels = 2;

    /// <summary>The zone of a person: the upper part, or all of the box where the body is not upright or not whole in
    /// the picture.</summary>
    public static Detection OfPerson(in Detection box, int imageHeight) =>
        box.Height < UprightRatio * box.Width || box.Y2 > imageHeight - EdgePixels
            ? box
            : box with { Y2 = box.Y1 + HeadPart * box.Height };

    /// <summary>The zone of a vehicle: the lower part, or all of the box where it is cut off below.</summary>
    public static Detection OfVehicle(in Detection box, int imageHeight) =>
        box.Y2 > imageHeight - EdgePixels ? box : box with { Y1 = box.Y2 - PlatePart * box.Height };

    /// <summary>Whole pixels around a zone that is grown on each side; never empty inside of the picture.</summary>
    public static PixelRectangle Grown(in Detection zone, float margin, int imageWidth, int imageHeight)
    {
        // At least one pixel: the edges of a box are as uncertain.
        var grow = Math.Max(1, margin * Math.Max(zone.Width, zone.Height));
        var left = (int)Math.Clamp(MathF.Floor(zone.X1 - grow), 0, imageWidth - 1);
        var top = (int)Math.Clamp(MathF.Floor(zone.Y1 - grow), 0, imageHeight - 1);
        var right = (int)Math.Clamp(MathF.Ceiling(zone.X2 + grow), left + 1, imageWidth);
        var bottom = (int)Math.Clamp(MathF.Ceiling(zone.Y2 + grow), top + 1, imageHeight);
        return new PixelRectangle(left, top, right - left, bottom - top);
    }
}
