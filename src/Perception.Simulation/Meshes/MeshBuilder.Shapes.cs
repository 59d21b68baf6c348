using System.Numerics;

namespace Perception.Simulation.Meshes;

/// <content>Solids that the models are made of.</content>
internal sealed partial class MeshBuilder
{
    /// <summary>An upright box.</summary>
    public MeshBuilder Box(Vector3 centre, Vector3 size) => Frustum(centre, size, Vector2.One);

    /// <summary>A box whose top is scaled about its axis.</summary>
    public MeshBuilder Frustum(Vector3 centre, Vector3 size, Vector2 topScale)
    {
        var h = size / 2;
        Span<Vector3> p = stackalloc Vector3[8];
        for (var i = 0; i < 8; i++)
        {
            var top = i >= 4;
            var (sx, sy) = ((i & 3) is 1 or 2 ? 1f : -1f, (i & 3) >= 2 ? 1f : -1f);
            p[i] = centre + new Vector3(sx * h.X * (top ? topScale.X : 1), sy * h.Y * (top ? topScale.Y : 1),
                top ? h.Z : -h.Z);
        }

        return Quad(p[3], p[2], p[1], p[0]).Quad(p[4], p[5], p[6], p[7])
            .Quad(p[0], p[1], p[5], p[4]).Quad(p[1], p[2], p[6], p[5])
            .Quad(p[2], p[3], p[7], p[6]).Quad(p[3], p[0], p[4], p[7]);
    }

    /// <summary>A round bar, tapered where the radii differ.</summary>
    public MeshBuilder Bar(Vector3 from, Vector3 to, float fromRadius, float toRadius, int sides = 8)
    {
        var axis = Vector3.Normalize(to - from);
        var (u, v) = Across(axis);
        var (low, high) = (new Vector3[sides], new Vector3[sides]);
        for (var i = 0; i < sides; i++)
        {
            var (sin, cos) = MathF.SinCos(2 * MathF.PI * i / sides);
            var direction = (u * cos) + (v * sin);
            (low[i], high[i]) = (from + (direction * fromRadius), to + (direction * toRadius));
        }

        return Loft([low, high]);
    }

    public MeshBuilder Bar(Vector3 from, Vector3 to, float radius, int sides = 8) =>
        Bar(from, to, radius, radius, sides);

    public MeshBuilder Ellipsoid(Vector3 centre, Vector3 radii, int slices = 12, int stacks = 8)
    {
        Vector3 Point(int slice, int stack)
        {
            var (st, ct) = MathF.SinCos(2 * MathF.PI * (slice % slices) / slices);
            var (sp, cp) = MathF.SinCos(MathF.PI * stack / stacks);
            if (stack == 0 || stack == stacks) (sp, cp) = (0, stack == 0 ? 1 : -1);
            return centre + (radii * new Vector3(ct * sp, st * sp, cp));
        }

        for (var stack = 0; stack < stacks; stack++)
        {
            for (var slice = 0; slice < slices; slice++)
            {
                Quad(Point(slice, stack), Point(slice, stack + 1), Point(slice + 1, stack + 1),
                    Point(slice + 1, stack));
            }
        }

        return this;
    }

    /// <summary>
    /// Skin over rings with equally many points, each ring counter-clockwise as seen from ahead (looking back along the
    /// way), with flat ends.
    /// </summary>
    public MeshBuilder Loft(IReadOnlyList<Vector3[]> rings, bool closed = true)
    {
        var n = rings[0].Length;
        for (var r = 0; r + 1 < rings.Count; r++)
        {
            var (a, b) = (rings[r], rings[r + 1]);
            for (var i = 0; i < n; i++)
            {
                var j = (i + 1) % n;
                Quad(a[i], a[j], b[j], b[i]);
            }
        }

        return closed ? Cap(rings[0], reverse: true).Cap(rings[^1], reverse: false) : this;
    }

    /// <summary>A tyre or hoop about the y axis.</summary>
    public MeshBuilder Torus(Vector3 centre, float radius, float thickness, float halfWidth, int segments = 20,
        int sides = 6)
    {
        Vector3 Point(int segment, int side)
        {
            var (s, c) = MathF.SinCos(2 * MathF.PI * (segment % segments) / segments);
            var (st, ct) = MathF.SinCos(2 * MathF.PI * (side % sides) / sides);
            var r = radius + (thickness * ct);
            return centre + new Vector3(r * c, halfWidth * st, r * s);
        }

        for (var i = 0; i < segments; i++)
        {
            for (var k = 0; k < sides; k++) Quad(Point(i, k), Point(i, k + 1), Point(i + 1, k + 1), Point(i + 1, k));
        }

        return this;
    }

    /// <summary>
    /// A flat face over a ring that is counter-clockwise as seen from outside, or, reversed, from inside.
    /// </summary>
    public MeshBuilder Cap(Vector3[] ring, bool reverse)
    {
        var centre = Vector3.Zero;
        foreach (var p in ring) centre += p / ring.Length;
        for (var i = 0; i < ring.Length; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Length]);
            if (reverse) Triangle(centre, b, a);
            else Triangle(centre, a, b);
        }

        return this;
    }

    private static (Vector3 U, Vector3 V) Across(Vector3 axis)
    {
        var u = Vector3.Normalize(Vector3.Cross(MathF.Abs(axis.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX, axis));
        return (u, Vector3.Cross(axis, u));
    }
}
