using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;

namespace Perception.Simulation.Models;

/// <summary>
/// A rigid part of a model. The body's frame is on the ground in the middle, x forward, y left, z up.
/// </summary>
internal sealed class Part(Mesh mesh, Material[] materials, Transform bodyFromPart)
{
    public Mesh Mesh { get; } = mesh;

    public Material[] Materials { get; } = materials;

    public Transform BodyFromPart { get; set; } = bodyFromPart;
}
