using System.Numerics;

namespace Perception.Simulation.Meshes;

/// <summary>Triangles of a rigid part in its own frame, in metres, counter-clockwise as seen from outside.</summary>
internal sealed class Mesh
{
    /// <summary>A mesh without triangles.</summary>
    public static readonly Mesh Nothing = new([Vector3.Zero], [], [], []);

    public Mesh(Vector3[] positions, int[] indices, Vector3[] cornerNormals, byte[] slots)
    {
        (Positions, Indices, CornerNormals, Slots) = (positions, indices, cornerNormals, slots);
        var (low, high) = (new Vector3(float.MaxValue), new Vector3(float.MinValue));
        foreach (var position in positions) (low, high) = (Vector3.Min(low, position), Vector3.Max(high, position));
        (Low, High) = (low, high);
        Centre = (low + high) / 2;
        foreach (var position in positions) Radius = Math.Max(Radius, Vector3.Distance(position, Centre));
    }

    public Vector3[] Positions { get; }

    /// <summary>Three positions a triangle.</summary>
    public int[] Indices { get; }

    /// <summary>Unit normals for shading, three a triangle.</summary>
    public Vector3[] CornerNormals { get; }

    /// <summary>Which material of the model each triangle has.</summary>
    public byte[] Slots { get; }

    /// <summary>Copies with less detail, by <see cref="MeshDetail"/>.</summary>
    public Mesh?[] Coarser { get; } = new Mesh?[4];

    public int TriangleCount => Slots.Length;

    /// <summary>Foliage, whose outline nobody knows by heart, may lose detail earlier.</summary>
    public bool IsShaggy { get; init; }

    public Vector3 Low { get; }

    public Vector3 High { get; }

    public Vector3 Centre { get; }

    /// <summary>Of the sphere about <see cref="Centre"/> that holds every position.</summary>
    public float Radius { get; }
}
