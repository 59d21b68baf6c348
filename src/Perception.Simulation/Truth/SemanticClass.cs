namespace Perception.Simulation.Truth;

/// <summary>The 16 classes of semantic masks, numbered as Autoware's segmentation networks number them.</summary>
public enum SemanticClass : byte
{
    Other,
    Building,
    Wall,
    Obstacle,
    TrafficLight,
    TrafficSign,
    Person,
    Vehicle,
    Bike,
    Road,
    Sidewalk,
    RoadPaint,
    Curbstone,
    Crosswalk,
    Vegetation,
    Sky,
}
