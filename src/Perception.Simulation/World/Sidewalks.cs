using System.Numerics;
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
    private const double Depth = -0.15;

    public void Build()
    {
        var slab = new Vector3(random.Range(0.16f, 0.36f)) * new Vector3(random.Range(0.95f, 1.1f), 1,
            random.Range(0.85f, 1f));
        Material[] materials =
        [
            new(MaterialKind.Concrete, SemanticClass.Curbstone, new Vector3(random.Range(0.3f, 0.5f))) { Seed = 5 },
            new(MaterialKind.Paving, SemanticClass.Sidewalk, slab)
            {
                Seed = random.Integer(0, 9999), Variant = random.Integer(0, 2),
                Shape = new Vector4(random.Range(0.4f, 1.2f), 0, 0, 0),
            },
        ];
        foreach (var road in scene.Roads.Roads)
        {
            if (road.SidewalkWidth <= 0) continue;
            var (half, outer) = (road.HalfWidth, road.OuterWidth);
            foreach (var range in Free(road))
            {
                // From the gutter up the curb, over it and the sidewalk, and down on the far side; mirrored on the
                // other side.
                (double Offset, double Height)[] left =
                    [(outer + 0.02, Depth), (outer, Raise + 0.02), (half + Curb, Raise), (half + 0.02, Raise),
                        (half, Depth)];
                RoadSweep.Add(scene, road, range, [.. Enumerable.Reverse(left).Select(p => (-p.Offset, p.Height))],
                    [0, 0, 1, 0, 0], materials, castsShadow: false);
                RoadSweep.Add(scene, road, range, left, [0, 1, 0, 0, 0], materials, castsShadow: false);
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
}
