using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>A car, truck or bus: a body and wheels that turn.</summary>
internal sealed class VehicleModel : Model
{
    private readonly (Part Part, Double3 Hub, double Radius)[] _wheels;

    public VehicleModel(ObjectClass objectClass, IReadOnlyList<Part> body,
        (Part Part, Double3 Hub, double Radius)[] wheels, Material[] lamps)
        : base(objectClass, [.. body, .. wheels.Select(wheel => wheel.Part)])
    {
        _wheels = wheels;
        Lamps = lamps;
        Measure();
    }

    public override Material[] Lamps { get; }

    public override void Animate(double travelledMetres)
    {
        foreach (var (part, hub, radius) in _wheels)
        {
            part.BodyFromPart = Transform.At(hub) * Transform.RotateY(travelledMetres / radius);
        }
    }
}
