using System.Numerics;

namespace Perception.Simulation.World;

/// <summary>
/// A lamp that shines into a cone. A beam that aims its light afar lights equally well up to its throw.
/// </summary>
/// <param name="Throw">From this distance on light falls off with the square of the distance, in metres.</param>
internal readonly record struct PointLight(
    Vector3 Position, Vector3 Direction, float CosineOuter, float CosineInner, Vector3 Colour, float Range,
    float Throw);
