namespace Perception.Geometry.Objects;

/// <summary>What is known about a class of objects before any is seen.</summary>
/// <param name="Size">Of an average one.</param>
/// <param name="RelativeDeviation">Standard deviation of its height and length as part of them.</param>
/// <param name="StandsOnGround">Whether the lower edge of its box is where it touches the ground.</param>
/// <param name="HasHeading">
/// Whether its outline from above shows where it points: a car's does, a pedestrian's does not.
/// </param>
/// <param name="LengthByHeight">
/// Power of its height that its length follows: 0 where both have nothing to do with each other. High trucks are long.
/// </param>
public sealed record ClassSize(ObjectSize Size, double RelativeDeviation, bool StandsOnGround = true,
    bool HasHeading = true, double LengthByHeight = 0)
{
    /// <summary>Standard deviation of a width as part of it; roads leave vehicles little choice.</summary>
    internal const double WidthDeviation = 0.1;

    public static ClassSize Car { get; } = new(new ObjectSize(4.4, 1.8, 1.55), 0.1);

    public static ClassSize Truck { get; } = new(new ObjectSize(8.0, 2.5, 3.2), 0.2, LengthByHeight: 1.5);

    public static ClassSize Bus { get; } = new(new ObjectSize(11.5, 2.55, 3.2), 0.12);

    public static ClassSize Motorcycle { get; } = new(new ObjectSize(2.1, 0.8, 1.5), 0.15);

    public static ClassSize Bicycle { get; } = new(new ObjectSize(1.75, 0.6, 1.65), 0.12);

    public static ClassSize Pedestrian { get; } = new(new ObjectSize(0.6, 0.6, 1.7), 0.1, HasHeading: false);

    /// <summary>
    /// What is left of it to guess once its height is seen; heights far from the class's do not count.
    /// </summary>
    internal ClassSize OfHeight(double metres)
    {
        var ratio = Math.Clamp(metres / Size.HeightMetres, 0.7, 1.3);
        return LengthByHeight == 0 ? this
            : this with { Size = Size with { LengthMetres = Size.LengthMetres * Math.Pow(ratio, LengthByHeight) } };
    }

    /// <summary>
    /// The prior that fits a common class name (COCO's or Autoware's, any case); null for names without one.
    /// </summary>
    public static ClassSize? OfName(string name) => name.ToLowerInvariant() switch
    {
        "car" => Car,
        "truck" or "trailer" => Truck,
        "bus" => Bus,
        "motorcycle" or "motorbike" => Motorcycle,
        "bicycle" => Bicycle,
        "person" or "pedestrian" => Pedestrian,
        _ => null,
    };
}
