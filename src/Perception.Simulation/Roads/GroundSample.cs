using System.Numerics;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Roads;

/// <summary>
/// The ground at a point: the exact class of the point, and the colour over the footprint of a pixel.
/// </summary>
internal struct GroundSample
{
    public SemanticClass Class;
    public Vector3 Albedo;
    public float Gloss;
}
