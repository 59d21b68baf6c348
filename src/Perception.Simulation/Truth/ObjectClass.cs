namespace Perception.Simulation.Truth;

/// <summary>
/// What is annotated with boxes; the first seven are Autoware's detection classes, in the order of its YOLOX labels.
/// </summary>
public enum ObjectClass : byte
{
    Unknown,
    Car,
    Truck,
    Bus,
    Bicycle,
    Motorcycle,
    Pedestrian,
    Animal,
    TrafficLight,
    TrafficSign,
}
