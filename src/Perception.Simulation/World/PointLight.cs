using System.Numerics;

namespace Perception.Simulation.World;

/// <summary>A lamp: light falls off with the square of the distance, within a cone about its direction.</summary>
internal readonly record struct PointLight(Vector3 Position, Vector3 Direction, float CosineOuter, float CosineInner, Vector3 Colour, float Range);
