using Perception.Simulation.Numerics;
using Perception.Simulation.World;

namespace Perception.Simulation.Tests;

/// <summary>
/// A plain ray tracer in double precision over the triangles of a scene (Möller and Trumbore 1997), one ray after the
/// other: no tiles, no set-ups, no floats after the meshes.
/// </summary>
internal sealed class ReferenceTracer(Scene scene, Transform worldFromOptical)
{
    /// <summary>
    /// Depth along the optical axis and the object of the nearest front face through (x, y, 1); null for the sky.
    /// </summary>
    public (double Depth, int Instance)? Trace(double x, double y, int onlyInstance = 0)
    {
        var direction = worldFromOptical.Rotate(new Double3(x, y, 1));
        (double Depth, int Instance)? nearest = null;
        foreach (var drawable in scene.Drawables)
        {
            if (onlyInstance != 0 && drawable.Instance != onlyInstance) continue;
            var centre = drawable.WorldFromMesh * Double3.From(drawable.Mesh.Centre);
            if (DistanceToRay(centre, direction) > drawable.Mesh.Radius * 1.001) continue;
            var mesh = drawable.Mesh;
            for (var i = 0; i < mesh.Indices.Length; i += 3)
            {
                var a = drawable.WorldFromMesh * Double3.From(mesh.Positions[mesh.Indices[i]]);
                var b = drawable.WorldFromMesh * Double3.From(mesh.Positions[mesh.Indices[i + 1]]);
                var c = drawable.WorldFromMesh * Double3.From(mesh.Positions[mesh.Indices[i + 2]]);
                if (Hit(direction, a, b, c) is { } depth && (nearest is null || depth < nearest.Value.Depth))
                {
                    nearest = (depth, drawable.Instance);
                }
            }
        }

        return nearest;
    }

    private double DistanceToRay(Double3 point, Double3 direction)
    {
        var to = point - worldFromOptical.Origin;
        var along = Math.Max(0, Double3.Dot(to, direction) / Double3.Dot(direction, direction));
        return (to - (direction * along)).Length;
    }

    // The direction has length 1 along the optical axis, so the ray's parameter is the depth.
    private double? Hit(Double3 direction, Double3 a, Double3 b, Double3 c)
    {
        var (ab, ac) = (b - a, c - a);
        var p = Double3.Cross(direction, ac);
        var determinant = Double3.Dot(ab, p);
        if (determinant <= 0) return null;
        var t = worldFromOptical.Origin - a;
        var u = Double3.Dot(t, p) / determinant;
        if (u is < 0 or > 1) return null;
        var q = Double3.Cross(t, ab);
        var v = Double3.Dot(direction, q) / determinant;
        if (v < 0 || u + v > 1) return null;
        var depth = Double3.Dot(ac, q) / determinant;
        return depth > 0 ? depth : null;
    }
}
