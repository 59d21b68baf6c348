using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>Draws a cross-section along a road: curbs, walls, rails.</summary>
internal static class RoadSweep
{
    private const double StepMetres = 3;
    private const int StepsInPiece = 10;

    /// <param name="outline">
    /// Offset from the centre line and height above the ground, in order so that the solid lies to the left as one goes
    /// from point to point and looks along the road; the last point is joined to the first.
    /// </param>
    /// <param name="slots">Material of the face from each point to the next.</param>
    public static void Add(
        Scene scene, Road road, SRange range, (double Offset, double Height)[] outline, int[] slots,
        Material[] materials, bool castsShadow)
    {
        var steps = Math.Max(1, (int)Math.Ceiling((range.To - range.From) / StepMetres));
        Vector3[] Ring(int step)
        {
            var s = range.From + ((range.To - range.From) * step / steps);
            return [.. outline.Select(point =>
            {
                var (x, y, _) = road.At(s, point.Offset);
                return (scene.OnGround(x, y) + new Double3(0, 0, point.Height)).ToSingle();
            })];
        }

        for (var first = 0; first < steps; first += StepsInPiece)
        {
            var builder = new MeshBuilder();
            var last = Math.Min(first + StepsInPiece, steps);
            for (var step = first; step < last; step++)
            {
                var (a, b) = (Ring(step), Ring(step + 1));
                for (var i = 0; i < a.Length; i++)
                {
                    var j = (i + 1) % a.Length;
                    builder.WithSlot(slots[i]).Quad(a[i], a[j], b[j], b[i]);
                }
            }

            builder.Slot = slots[0];
            if (first == 0) builder.Cap(Ring(0), reverse: true);
            if (last == steps) builder.Cap(Ring(steps), reverse: false);
            scene.Drawables.Add(new Drawable(builder.Build(25), materials, 0, castsShadow));
        }
    }
}
