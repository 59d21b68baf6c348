using System.Numerics;
using Perception.Simulation.Numerics;

namespace Perception.Simulation.Rendering.Textures;

/// <summary>Procedural textures by kind of material; the ground has its own, in the map.</summary>
internal static class Texture
{
    public static void Sample(Material material, in TexturePoint at, out Surface surface)
    {
        surface = new Surface { Albedo = material.Colour, Gloss = material.Gloss, Emission = material.Emission };
        switch (material.Kind)
        {
            case MaterialKind.CarBody: VehicleTextures.CarBody(material, at, ref surface); break;
            case MaterialKind.BusBody: VehicleTextures.BusBody(material, at, ref surface); break;
            case MaterialKind.TruckCab: VehicleTextures.TruckCab(material, at, ref surface); break;
            case MaterialKind.CargoBox: VehicleTextures.CargoBox(material, at, ref surface); break;
            case MaterialKind.Wheel: VehicleTextures.Wheel(material, at, ref surface); break;
            case MaterialKind.Glass: surface.Set(new Vector3(0.015f), 0.95f); break;
            case MaterialKind.Cloth: Cloth(material, at, ref surface); break;
            case MaterialKind.Fur: Fur(material, at, ref surface); break;
            case MaterialKind.Leaves: Leaves(material, at, ref surface); break;
            case MaterialKind.Bark: Rough(material, at, ref surface, 9, 0.7f); break;
            case MaterialKind.Concrete: Rough(material, at, ref surface, 3, 0.35f); break;
            case MaterialKind.Wood: Planks(material, at, ref surface); break;
            case MaterialKind.Paving: Paving(material, at, ref surface); break;
            case MaterialKind.Facade: BuildingTextures.Facade(material, at, ref surface); break;
            case MaterialKind.House: BuildingTextures.House(material, at, ref surface); break;
            case MaterialKind.Roof: BuildingTextures.Roof(material, at, ref surface); break;
            case MaterialKind.SignFace: SignTextures.Face(material, at, ref surface); break;
            default: break;
        }
    }

    // Variants: 0 plain, 1 stripes around, 2 checks, 3 a patch on the chest and back.
    private static void Cloth(Material material, in TexturePoint at, ref Surface surface)
    {
        var p = at.Place;
        var second = material.Variant switch
        {
            1 => Wave(p.Z * 11),
            2 => MathF.Abs(Wave(p.Z * 8) - Wave(p.Y * 8)),
            3 => MathF.Abs(p.Y) < 0.11f && MathF.Abs(at.Normal.X) > 0.6f ? 1 : 0,
            _ => 0f,
        };
        surface.Albedo = Vector3.Lerp(material.Colour, material.Second, second);
        surface.Albedo *= 0.8f + (0.4f * Noise.OnSurface(p * 14, at.Normal, material.Seed));
    }

    // Variants: 0 even, 1 large patches, 2 spots, 3 a pale belly.
    private static void Fur(Material material, in TexturePoint at, ref Surface surface)
    {
        var p = at.Place;
        var second = material.Variant switch
        {
            1 => Noise.OnSurface(p * 3.1f, at.Normal, material.Seed) > 0.53f ? 1 : 0,
            2 => Noise.OnSurface(p * 26, at.Normal, material.Seed) > 0.8f ? 1 : 0,
            3 => Math.Clamp(-at.Normal.Z * 2, 0, 1),
            _ => 0f,
        };
        surface.Albedo = Vector3.Lerp(material.Colour, material.Second, second);
        if (at.Footprint < 0.05f)
        {
            surface.Albedo *= 0.7f + (0.6f * Noise.OnSurface(p * 45, at.Normal, material.Seed + 4));
        }
    }

    private static void Leaves(Material material, in TexturePoint at, ref Surface surface)
    {
        var coarse = Noise.OnSurface(at.Place * 2.2f, at.Normal, material.Seed);
        var fine = at.Footprint < 0.35f ? Noise.OnSurface(at.Place * 7.5f, at.Normal, material.Seed + 3) : 0.5f;
        // Gaps between leaves are dark; the crown is darker below.
        var light = (0.35f + (0.75f * coarse)) * (0.45f + (1.1f * fine)) * (0.75f + (0.25f * at.Normal.Z));
        surface.Albedo =
            Vector3.Lerp(material.Colour, material.Second, Math.Clamp((coarse - 0.3f) * 1.6f, 0, 1)) * light;
    }

    private static void Rough(Material material, in TexturePoint at, ref Surface surface, float scale, float strength)
    {
        var n = Noise.OnSurface(at.Place * scale, at.Normal, material.Seed);
        var fine = at.Footprint < 0.3f / scale
            ? Noise.OnSurface(at.Place * (scale * 4.3f), at.Normal, material.Seed + 5)
            : 0.5f;
        surface.Albedo *= 1 + (strength * ((0.6f * n) + (0.4f * fine) - 0.5f));
    }

    private static void Planks(Material material, in TexturePoint at, ref Surface surface)
    {
        var along = MathF.Abs(at.Normal.X) > MathF.Abs(at.Normal.Y) ? at.Place.Y : at.Place.X;
        var plank = (int)MathF.Floor(along / 0.14f);
        surface.Albedo *= 0.75f + (0.5f * Hash.Unit(plank, 3, material.Seed) * at.Detail(0.14f));
        if ((along / 0.14f) - plank < 0.1f) surface.Albedo *= 1 - (0.5f * at.Detail(0.05f));
    }

    private static void Paving(Material material, in TexturePoint at, ref Surface surface)
    {
        var size = material.Shape.X;
        var (x, y) = (at.Place.X / size, at.Place.Y / size);
        if (material.Variant == 1) x += 0.5f * (MathF.Floor(y) - (2 * MathF.Floor(y / 2)));
        var (ix, iy) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var detail = at.Detail(size);
        surface.Albedo *= 1 + (detail * 0.35f * (Hash.Unit(ix, iy, material.Seed) - 0.5f));
        var joint = Math.Min(Math.Min(x - ix, 1 - (x - ix)), Math.Min(y - iy, 1 - (y - iy))) * size;
        if (joint < 0.012f) surface.Albedo *= 1 - (0.45f * at.Detail(0.04f));
        var dirt = Noise.Octaves(at.Place.X * 1.7f, at.Place.Y * 1.7f, 3, at.Footprint * 1.7f, material.Seed);
        surface.Albedo *= 0.8f + (0.4f * dirt);
    }

    private static float Wave(float x) => x - MathF.Floor(x) < 0.5f ? 1 : 0;
}
