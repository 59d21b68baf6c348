using Perception.Simulation.Numerics;

namespace Perception.Simulation.Rendering;

/// <summary>
/// Makes the linear functions of a triangle that faces the view; false for one that does not, or is behind it.
/// </summary>
internal static class TriangleSetups
{
    public static bool Perspective(Double3 a, Double3 b, Double3 c, ref TriangleSetup setup)
    {
        // Normals of the planes through the eye and each edge; swapped ends give exactly the negative, so that
        // neighbours leave no gap between them.
        var n0 = Double3.Cross(c, b);
        var volume = Double3.Dot(a, n0);
        if (!(volume > 0)) return false;
        if (a.Z < View.Near && b.Z < View.Near && c.Z < View.Near) return false;
        var n1 = Double3.Cross(a, c);
        var n2 = Double3.Cross(b, a);
        (setup.A0, setup.B0, setup.C0) = ((float)n0.X, (float)n0.Y, (float)n0.Z);
        (setup.A1, setup.B1, setup.C1) = ((float)n1.X, (float)n1.Y, (float)n1.Z);
        (setup.A2, setup.B2, setup.C2) = ((float)n2.X, (float)n2.Y, (float)n2.Z);
        var scale = 1 / volume;
        (setup.ExactAZ, setup.ExactBZ, setup.ExactCZ) = (
            (n0.X + n1.X + n2.X) * scale, (n0.Y + n1.Y + n2.Y) * scale, (n0.Z + n1.Z + n2.Z) * scale);
        (setup.AZ, setup.BZ, setup.CZ) = ((float)setup.ExactAZ, (float)setup.ExactBZ, (float)setup.ExactCZ);

        (setup.LowX, setup.HighX, setup.LowY, setup.HighY) =
            (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        Include(a, b, ref setup);
        Include(b, c, ref setup);
        Include(c, a, ref setup);
        return true;
    }

    public static bool Orthographic(Double3 a, Double3 b, Double3 c, ref TriangleSetup setup)
    {
        var area = ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
        if (area == 0) return false;
        // Shadows are cast by both sides.
        if (area < 0) (b, c, area) = (c, b, -area);
        Edge(b, c, out setup.A0, out setup.B0, out setup.C0);
        Edge(c, a, out setup.A1, out setup.B1, out setup.C1);
        Edge(a, b, out setup.A2, out setup.B2, out setup.C2);
        // Closeness is -z, which the edge functions interpolate.
        setup.AZ = (float)(-((setup.A0 * a.Z) + (setup.A1 * b.Z) + (setup.A2 * c.Z)) / area);
        setup.BZ = (float)(-((setup.B0 * a.Z) + (setup.B1 * b.Z) + (setup.B2 * c.Z)) / area);
        setup.CZ = (float)(-((setup.C0 * a.Z) + (setup.C1 * b.Z) + (setup.C2 * c.Z)) / area);
        setup.LowX = (float)Math.Min(a.X, Math.Min(b.X, c.X));
        setup.HighX = (float)Math.Max(a.X, Math.Max(b.X, c.X));
        setup.LowY = (float)Math.Min(a.Y, Math.Min(b.Y, c.Y));
        setup.HighY = (float)Math.Max(a.Y, Math.Max(b.Y, c.Y));
        return true;
    }

    private static void Edge(Double3 from, Double3 to, out float a, out float b, out float c)
    {
        (a, b) = ((float)(from.Y - to.Y), (float)(to.X - from.X));
        c = (float)((from.X * to.Y) - (from.Y * to.X));
    }

    // The part of an edge that is in front of the near plane.
    private static void Include(Double3 from, Double3 to, ref TriangleSetup setup)
    {
        if (from.Z < View.Near && to.Z < View.Near) return;
        if (from.Z < View.Near) from = Cut(to, from);
        else if (to.Z < View.Near) to = Cut(from, to);
        Include(from, ref setup);
        Include(to, ref setup);
    }

    private static Double3 Cut(Double3 inFront, Double3 behind) =>
        inFront + ((behind - inFront) * ((inFront.Z - View.Near) / (inFront.Z - behind.Z)));

    private static void Include(Double3 point, ref TriangleSetup setup)
    {
        var (x, y) = ((float)(point.X / point.Z), (float)(point.Y / point.Z));
        setup.LowX = Math.Min(setup.LowX, x);
        setup.HighX = Math.Max(setup.HighX, x);
        setup.LowY = Math.Min(setup.LowY, y);
        setup.HighY = Math.Max(setup.HighY, y);
    }
}
