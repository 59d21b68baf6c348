using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;

namespace Perception.Simulation.World;

/// <summary>A rigid part where it is in the world now.</summary>
internal sealed class Drawable(Mesh mesh, Material[] materials, int instance, bool castsShadow = true)
{
    public Mesh Mesh { get; } = mesh;

    /// <summary>By the slots of the mesh.</summary>
    public Material[] Materials { get; } = materials;

    /// <summary>The object it belongs to; 0 for what is no object.</summary>
    public int Instance { get; } = instance;

    public bool CastsShadow { get; } = castsShadow;

    public Transform WorldFromMesh { get; set; } = Transform.Identity;
}
