using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;
using Perception.Simulation.Truth;

namespace Perception.Simulation.World;

/// <summary>Curbs and raised sidewalks along the roads, open where another road comes in.</summary>
internal sealed class Sidewalks(Scene scene, SeededRandom random)
{
    public const double Raise = 0.13;
    private const double Curb = 0.16;
    private const double Step = 3;
    private const int StepsInPiece = 10;

    public void Build()
    {
        var slab = new Vector3(random.Range(0.16f, 0.36f)) * new Vector3(random.Range(0.95f, 1.1f), 1, random.Range(0.85f, 1f));
        Material[] materials =
        [
            new(MaterialKind.Concrete, SemanticClass.Curbstone, new Vector3(random.Range(0.3f, 0.5f))) { Seed = 5 },
            new(MaterialKind.Paving, SemanticClass.Sidewalk, slab)
            {
                Seed = random.Integer(0, 9999), Variant = random.Integer(0, 2), Shape = new Vector4(random.Range(0.4f, 1.2f), 0, 0, 0),
            },
        ];
        foreach (var road in scene.Roads.Roads)
        {
            if (road.SidewalkWidth <= 0) continue;
            foreach (var sign in (int[])[1, -1])
            {
                foreach (var range in Free(road)) AddRun(road, sign, range, materials);
            }
        }
    }

    // The stretches between junctions; a corner is left for traffic that turns.
    private static IEnumerable<SRange> Free(Road road)
    {
        var from = 0.0;
        foreach (var junction in road.Junctions.OrderBy(j => j.From))
        {
            if (junction.From - 1.5 > from) yield return new SRange(from, junction.From - 1.5);
            from = junction.To + 1.5;
        }

        if (road.Length > from) yield return new SRange(from, road.Length);
    }

    private void AddRun(Road road, int sign, SRange range, Material[] materials)
    {
        var steps = Math.Max(1, (int)Math.Ceiling((range.To - range.From) / Step));
        for (var first = 0; first < steps; first += StepsInPiece)
        {
            var builder = new MeshBuilder();
            var last = Math.Min(first + StepsInPiece, steps);
            for (var i = first; i < last; i++)
            {
                var (a, b) = (Profile(road, sign, range, i, steps), Profile(road, sign, range, i + 1, steps));
                for (var k = 0; k + 1 < a.Length; k++)
                {
                    builder.Slot = k == 2 ? 1 : 0;
                    if (sign < 0) builder.Quad(a[k], a[k + 1], b[k + 1], b[k]);
                    else builder.Quad(a[k], b[k], b[k + 1], a[k + 1]);
                }
            }

            if (first == 0) End(builder, Profile(road, sign, range, 0, steps), sign < 0);
            if (last == steps) End(builder, Profile(road, sign, range, steps, steps), sign > 0);
            scene.Drawables.Add(new Drawable(builder.Build(20), materials, 0, castsShadow: false));
        }
    }

    // From the gutter up the curb, over it and the sidewalk, and down on the far side.
    private Vector3[] Profile(Road road, int sign, SRange range, int step, int steps)
    {
        var s = range.From + ((range.To - range.From) * step / steps);
        var (half, outer) = (road.HalfWidth, road.OuterWidth);
        return
        [
            Point(road, s, sign * half, -0.15), Point(road, s, sign * (half + 0.02), Raise), Point(road, s, sign * (half + Curb), Raise),
            Point(road, s, sign * outer, Raise + 0.02), Point(road, s, sign * (outer + 0.02), -0.15),
        ];
    }

    private Vector3 Point(Road road, double s, double offset, double above)
    {
        var (x, y, _) = road.At(s, offset);
        return new Double3(x, y, scene.Terrain.Height(x, y) + above).ToSingle();
    }

    private static void End(MeshBuilder builder, Vector3[] p, bool flip)
    {
        builder.Slot = 0;
        if (flip) builder.Quad(p[0], p[4], p[3], p[1]);
        else builder.Quad(p[1], p[3], p[4], p[0]);
    }
}
