using System.Numerics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.Rendering.Textures;

/// <summary>Walls with windows, and roofs.</summary>
internal static class BuildingTextures
{
    private static readonly Vector3 LitWindow = new(1.0f, 0.72f, 0.36f);

    // Shape: floor height, window spacing, share of the spacing and of the floor that is window. Shape2.X: 1 when lit.
    // Variants: 0 plaster, 1 brick, 2 curtain of glass, 3 bands.
    public static void Facade(Material m, in TexturePoint at, ref Surface s)
    {
        if (MathF.Abs(at.Normal.Z) > 0.5f)
        {
            s.Set(new Vector3(0.2f), 0.02f);
            return;
        }

        var (p, facesX) = (at.Place, MathF.Abs(at.Normal.X) > MathF.Abs(at.Normal.Y));
        var along = (facesX ? p.Y : p.X) + 500;
        Wall(m, at, along, ref s);
        var (column, floor) = (MathF.Floor(along / m.Shape.Y), MathF.Floor(p.Z / m.Shape.X));
        if (floor < 0) return;
        var (u, v) = ((along / m.Shape.Y) - column - 0.5f, (p.Z / m.Shape.X) - floor - 0.5f);
        var (halfU, halfV) = (m.Shape.Z / 2, m.Shape.W / 2);
        if (floor == 0)
        {
            // Shops and entrances on the ground.
            (halfU, halfV) = (0.44f, 0.36f);
            v += 0.1f;
            if (p.Z > m.Shape.X * 0.84f && m.Variant != 2) s.Albedo = Vector3.Lerp(s.Albedo, m.Second, 0.9f);
        }

        var cover = m.Variant == 3 && floor > 0 ? 1 : Edge(u * m.Shape.Y, halfU * m.Shape.Y, at.Footprint);
        cover *= Edge(v * m.Shape.X, halfV * m.Shape.X, at.Footprint);
        if (cover <= 0) return;
        var h =
            Hash.Unit((int)column, (int)floor + (facesX ? 1000 : 0), m.Seed + (at.Normal.X + at.Normal.Y > 0 ? 7 : 0));
        var glass = new Vector3(0.02f, 0.026f, 0.032f) + (new Vector3(0.12f) * (h > 0.7f ? h - 0.7f : 0));
        s.Albedo = Vector3.Lerp(s.Albedo, glass, cover);
        s.Gloss = Math.Max(s.Gloss, 0.85f * cover);
        if (m.Shape2.X > 0 && (h < 0.32f || (floor == 0 && h < 0.7f)))
        {
            s.Emission = LitWindow * (cover * m.Shape2.X * (0.10f + (0.6f * h)));
        }
        // A frame and a crossbar where they can be seen.
        if (at.Footprint < 0.05f && (MathF.Abs(u * m.Shape.Y) < 0.03f
            || halfV - MathF.Abs(v) < 0.015f)) s.Set(new Vector3(0.4f), 0.1f);
    }

    public static void House(Material m, in TexturePoint at, ref Surface s)
    {
        var (p, facesX) = (at.Place, MathF.Abs(at.Normal.X) > MathF.Abs(at.Normal.Y));
        var along = (facesX ? p.Y : p.X) + 500;
        Wall(m, at, along, ref s);
        var (column, floor) = (MathF.Floor(along / m.Shape.Y), MathF.Floor(p.Z / m.Shape.X));
        if (p.Z > m.Shape2.Y || floor < 0) return;
        var (u, v) =
            (((along / m.Shape.Y) - column - 0.5f) * m.Shape.Y, ((p.Z / m.Shape.X) - floor - 0.52f) * m.Shape.X);
        var h = Hash.Unit((int)column, (int)floor + (facesX ? 50 : 0), m.Seed);
        var door = floor == 0 && h > 0.86f;
        var (halfU, halfV) = door ? (0.5f, 1.4f) : (0.6f, 0.65f);
        if (h < 0.2f || MathF.Abs(u) > halfU + 0.1f || MathF.Abs(v) > halfV + 0.1f) return;
        if (MathF.Abs(u) > halfU || MathF.Abs(v) > halfV)
        {
            s.Set(new Vector3(0.62f), 0.05f);
            return;
        }

        s.Set(door ? m.Second : new Vector3(0.02f, 0.025f, 0.03f), door ? 0.2f : 0.85f);
        if (!door && m.Shape2.X > 0 && h < 0.5f) s.Emission = LitWindow * (0.5f * m.Shape2.X);
    }

    public static void Roof(Material m, in TexturePoint at, ref Surface s)
    {
        var row = at.Place.Z / 0.16f;
        var tile = ((at.Place.X + at.Place.Y) / 0.3f) + (0.5f * (MathF.Floor(row) % 2));
        var detail = at.Detail(0.2f);
        s.Albedo *= 1 + (detail * (0.4f * (Hash.Unit((int)MathF.Floor(tile), (int)MathF.Floor(row), m.Seed) - 0.5f)));
        if (row - MathF.Floor(row) < 0.18f) s.Albedo *= 1 - (0.35f * detail);
        s.Albedo *= 0.8f + (0.4f * Noise.At(at.Place.X * 0.7f, at.Place.Y * 0.7f, m.Seed));
    }

    private static void Wall(Material m, in TexturePoint at, float along, ref Surface s)
    {
        if (m.Variant == 1)
        {
            var row = MathF.Floor(at.Place.Z / 0.09f);
            var brick = MathF.Floor((along / 0.26f) + (0.5f * (row % 2)));
            var detail = at.Detail(0.12f);
            s.Albedo *= 1 + (0.5f * detail * (Hash.Unit((int)brick, (int)row, m.Seed) - 0.5f));
            if ((at.Place.Z / 0.09f) - row < 0.14f) s.Albedo = Vector3.Lerp(s.Albedo, new Vector3(0.4f), 0.6f * detail);
        }

        var grime = Noise.Octaves(along * 0.4f, at.Place.Z * 0.25f, 3, at.Footprint * 0.4f, m.Seed + 2);
        s.Albedo *= 0.75f + (0.5f * grime);
    }

    private static float Edge(float x, float half, float footprint)
    {
        var f = Math.Max(footprint, 1e-3f);
        return Math.Clamp(((half - MathF.Abs(x)) / f) + 0.5f, 0, 1);
    }
}
