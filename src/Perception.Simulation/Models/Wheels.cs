using System.Numerics;
using Perception.Simulation.Meshes;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>Wheels of vehicles with a body.</summary>
internal static class Wheels
{
    /// <summary>A pair at each axle, their outer faces just outside of the body.</summary>
    public static (Part Part, Double3 Hub, double Radius)[] At(float radius, float width, float bodyWidth,
        SeededRandom random, params float[] axles)
    {
        var mesh =
            new MeshBuilder().Bar(new Vector3(0, -width / 2, 0), new Vector3(0, width / 2, 0), radius, 18).Build();
        var rim = new Vector3(random.Range(0.08f, 0.5f));
        Material[] materials =
        [
            new(MaterialKind.Wheel, SemanticClass.Vehicle, rim) { Second = rim, Variant = random.Integer(0, 3),
                Shape = new Vector4(radius, 0, 0, 0) },
        ];
        var wheels = new List<(Part, Double3, double)>();
        foreach (var axle in axles)
        {
            foreach (var side in (ReadOnlySpan<int>)[1, -1])
            {
                var hub = new Double3(axle, side * ((bodyWidth / 2) + 0.015 - (width / 2)), radius);
                wheels.Add((new Part(mesh, materials, Transform.At(hub)), hub, radius));
            }
        }

        return [.. wheels];
    }
}
