namespace Perception.Simulation.World;

/// <summary>What lies beside the roads of a map.</summary>
public enum Surroundings : byte
{
    City,
    Suburb,
    Country,
    Highway,
}
