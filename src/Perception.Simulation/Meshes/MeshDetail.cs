using System.Numerics;

namespace Perception.Simulation.Meshes;

/// <summary>
/// Coarser copies of a mesh for greater distances, by merging the positions in each cell of a grid into one of them:
/// nothing grows beyond the original. Made when first wanted, and kept.
/// </summary>
internal static class MeshDetail
{
    /// <summary>Cells in the radius of a mesh; finer first.</summary>
    private static readonly int[] Levels = [16, 8, 4, 2];

    /// <summary>Below this share of the distance nothing of a mesh is to be seen.</summary>
    private const double Invisible = 1 / 1400.0;

    /// <summary>
    /// The mesh as it is drawn at a distance, where an error of <paramref name="tolerance"/> radians is allowed.
    /// </summary>
    public static Mesh At(Mesh mesh, double distanceMetres, double tolerance)
    {
        if (distanceMetres < 6) return mesh;
        if (mesh.Radius < distanceMetres * Invisible) return Mesh.Nothing;
        var chosen = mesh;
        for (var level = 0; level < Levels.Length; level++)
        {
            var cell = mesh.Radius / Levels[level];
            if (cell > distanceMetres * tolerance) break;
            chosen = mesh.Coarser[level] ??= Merge(mesh, cell);
        }

        return chosen;
    }

    private static Mesh Merge(Mesh mesh, float cell)
    {
        var first = new Dictionary<(int, int, int), int>();
        var (merged, kept) = (new int[mesh.Positions.Length], new List<Vector3>());
        for (var i = 0; i < merged.Length; i++)
        {
            var p = mesh.Positions[i] / cell;
            var key = ((int)MathF.Floor(p.X), (int)MathF.Floor(p.Y), (int)MathF.Floor(p.Z));
            if (!first.TryGetValue(key, out merged[i]))
            {
                merged[i] = kept.Count;
                first.Add(key, kept.Count);
                kept.Add(mesh.Positions[i]);
            }
        }

        var (indices, normals, slots) = (new List<int>(), new List<Vector3>(), new List<byte>());
        var seen = new HashSet<(int, int, int)>();
        for (var t = 0; t < mesh.TriangleCount; t++)
        {
            var (a, b, c) =
                (merged[mesh.Indices[3 * t]], merged[mesh.Indices[(3 * t) + 1]], merged[mesh.Indices[(3 * t) + 2]]);
            if (a == b || b == c || c == a || !seen.Add(Rotated(a, b, c))) continue;
            indices.AddRange([a, b, c]);
            normals.AddRange(mesh.CornerNormals.AsSpan(3 * t, 3));
            slots.Add(mesh.Slots[t]);
        }

        return new Mesh([.. kept], [.. indices], [.. normals], [.. slots]);
    }

    // The same triangle whichever corner comes first.
    private static (int, int, int) Rotated(int a, int b, int c) =>
        a < b && a < c ? (a, b, c) : b < c ? (b, c, a) : (c, a, b);
}
