using System.Numerics;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;
using Perception.Simulation.Truth;

namespace Perception.Simulation.World;

/// <summary>What runs along a road: barriers and rails of highways, walls, fences and hedges of others.</summary>
internal sealed class Barriers(Scene scene, SeededRandom random)
{
    public void Build()
    {
        foreach (var road in scene.Roads.Roads)
        {
            if (scene.Surroundings == Surroundings.Highway) Highway(road);
            else if (scene.Surroundings != Surroundings.City) Fences(road);
        }
    }

    private void Highway(Road road)
    {
        var whole = new SRange(0, road.Length);
        var concrete = Concrete(new Vector3(random.Range(0.28f, 0.5f)));
        // The profile of a concrete step barrier.
        if (random.Chance(0.7)) Sweep(road, whole, 0, [(0.3, -0.1), (0.28, 0.08), (0.12, 0.34), (0.08, 0.85),
            (-0.08, 0.85), (-0.12, 0.34), (-0.28, 0.08), (-0.3, -0.1)], concrete);
        else Rail(road, whole, 0);
        foreach (var sign in (int[])[1, -1])
        {
            if (random.Chance(0.7)) Rail(road, whole, sign * (road.HalfWidth + 0.5));
            var (from, length) = (random.Range(0.0, road.Length), random.Range(100.0, 350));
            if (random.Chance(0.5))
            {
                var height = random.Range(2.5, 4.5);
                var offset = sign * (road.HalfWidth + random.Range(2.2, 4));
                Sweep(road, new SRange(from, Math.Min(road.Length, from + length)), offset, Slab(0.2, height),
                    Concrete(SeededRandom.Hsv(random.Range(0.05f, 0.6f), 0.25f, random.Range(0.15f, 0.45f))));
            }
        }
    }

    private void Fences(Road road)
    {
        foreach (var sign in (int[])[1, -1])
        {
            for (var s = random.Range(0.0, 40); s < road.Length; s += random.Range(15.0, 60))
            {
                var end = Math.Min(road.Length, s + random.Range(8.0, 40));
                var offset = sign * (road.OuterWidth + random.Range(0.5, 3));
                if (!IsFree(road, s, end, offset) || random.Chance(0.35)) continue;
                var kind = random.Integer(0, 3);
                if (kind == 0)
                {
                    Sweep(road, new SRange(s, end), offset, Slab(0.05, random.Range(0.9, 1.7)),
                        [new Material(MaterialKind.Wood, SemanticClass.Wall,
                            Colours.Srgb(0x9a7850) * random.Range(0.5f, 1.2f))]);
                }
                else if (kind == 1)
                {
                    Sweep(road, new SRange(s, end), offset, Slab(0.15, random.Range(0.6, 1.4)),
                        Concrete(Colours.Srgb(0xa89884) * random.Range(0.6f, 1.1f)));
                }
                else
                {
                    var green = SeededRandom.Hsv(random.Range(0.24f, 0.34f), 0.6f, 0.12f);
                    Material[] hedge = [new(MaterialKind.Leaves, SemanticClass.Vegetation,
                        green * 0.7f) { Second = green * 1.3f, Seed = random.Integer(0, 999) }];
                    Sweep(road, new SRange(s, end), offset, [(0.35, -0.1), (0.38, 0.6), (0.25, 1.15), (-0.25, 1.15),
                        (-0.38, 0.6), (-0.35, -0.1)], hedge);
                }

                s = end;
            }
        }
    }

    private void Rail(Road road, SRange range, double offset)
    {
        Material[] steel = [new(MaterialKind.Plain, SemanticClass.Obstacle, new Vector3(0.32f)) { Gloss = 0.35f }];
        Sweep(road, range, offset, [(0.05, 0.45), (0.02, 0.52), (0.05, 0.6), (0.02, 0.68), (0.05, 0.75),
            (-0.05, 0.75), (-0.05, 0.45)], steel);
        var post = new Meshes.MeshBuilder().Box(new Vector3(0, 0, 0.3f), new Vector3(0.1f, 0.08f, 0.8f)).Build();
        for (var s = range.From; s < range.To; s += 4)
        {
            var (x, y, heading) = road.At(s, offset);
            scene.Drawables.Add(
                new Drawable(post, steel, 0) { WorldFromMesh = Transform.At(scene.OnGround(x, y), heading) });
        }
    }

    private void Sweep(Road road, SRange range, double offset, (double Offset, double Height)[] outline,
        Material[] materials) =>
        RoadSweep.Add(scene, road, range, [.. outline.Select(p => (offset + p.Offset, p.Height))],
            new int[outline.Length], materials, castsShadow: true);

    private bool IsFree(Road road, double from, double to, double offset)
    {
        for (var s = from; s <= to; s += 2)
        {
            var (x, y, _) = road.At(s, offset);
            if (road.IsJunction(s) || scene.Roads.Clearance(x, y) < road.SidewalkWidth + 0.2) return false;
        }

        return true;
    }

    private Material[] Concrete(Vector3 colour) => [new(MaterialKind.Concrete, SemanticClass.Wall,
        colour) { Seed = random.Integer(0, 999) }];

    private static (double, double)[] Slab(double thickness, double height) =>
        [(thickness / 2, -0.2), (thickness / 2, height), (-thickness / 2, height), (-thickness / 2, -0.2)];
}
