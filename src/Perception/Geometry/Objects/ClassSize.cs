namespace Perception.Geometry.Objects;

/// <summary>What is known about a class of objects before any is seen.</summary>
/// <param name="Size">Of an average one.</param>
/// <param name="RelativeDeviation">Standard deviation of its height as part of it.</param>
/// <param name="StandsOnGround">Whether the lower edge of its box is where it touches the ground.</param>
/// <param name="HasHeading">
/// Whether its outline from above shows where it points: a car's does, a pedestrian's does not.
/// </param>
public sealed record ClassSize(ObjectSize Size, double RelativeDeviation, bool StandsOnGround = true,
    bool HasHeading = true)
{
    public static ClassSize Car { get; } = new(new ObjectSize(4.4, 1.8, 1.55), 0.1);

    public static ClassSize Truck { get; } = new(new ObjectSize(8.0, 2.5, 3.2), 0.2);

    public static ClassSize Bus { get; } = new(new ObjectSize(11.5, 2.55, 3.2), 0.12);

    public static ClassSize Motorcycle { get; } = new(new ObjectSize(2.1, 0.8, 1.5), 0.15);

    public static ClassSize Bicycle { get; } = new(new ObjectSize(1.75, 0.6, 1.65), 0.12);

    public static ClassSize Pedestrian { get; } = new(new ObjectSize(0.6, 0.6, 1.7), 0.1, HasHeading: false);

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
