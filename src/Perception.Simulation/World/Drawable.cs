using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;

namespace Perception.Simulation.World;

/// <summary>A rigid part where it is in the world now.</summary>
internal sealed class Drawable(Mesh mesh, Material[] materials, int instance, bool castsShadow = true)
{
    private readonly Mesh _mesh = mesh;

    /// <summary>In the detail of the moment.</summary>
    public Mesh Mesh { get; private set; } = mesh;

    /// <summary>By the slots of the mesh.</summary>
    public Material[] Materials { get; } = materials;

    /// <summary>The object it belongs to; 0 for what is no object.</summary>
    public int Instance { get; } = instance;

    /// <summary>Whether it may be shown coarser from afar; the ground, which others stand on, may not.</summary>
    public bool HasDetail => CastsShadow;

    public bool CastsShadow { get; } = castsShadow;

    public Transform WorldFromMesh { get; set; } = Transform.Identity;

    /// <summary>Shows the mesh as the vehicle's cameras need it; where they look to makes no difference.</summary>
    public void ChooseDetail(Double3 viewer, double tolerance)
    {
        var centre = WorldFromMesh * Double3.From(_mesh.Centre);
        Mesh = MeshDetail.At(_mesh, (centre - viewer).Length - _mesh.Radius,
            _mesh.IsShaggy ? 7 * tolerance : tolerance);
    }
}
