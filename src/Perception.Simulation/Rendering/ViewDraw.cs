using System.Numerics;
using Perception.Simulation.Numerics;
using Perception.Simulation.World;

namespace Perception.Simulation.Rendering;

/// <summary>A drawable that a view may see: its pose there and its run of triangle set-ups.</summary>
internal struct ViewDraw
{
    public Drawable Drawable;
    public Transform ViewFromMesh;

    /// <summary>The axes of the mesh in the world, in single precision for normals.</summary>
    public Vector3 AxisX, AxisY, AxisZ;
    public int First;
    public int Count;
}
