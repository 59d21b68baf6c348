namespace Perception.Simulation.World;

/// <summary>Light and weather of a scene.</summary>
public enum Conditions : byte
{
    Day,
    Overcast,
    Dusk,
    Night,
    Rain,
    Fog,
}
