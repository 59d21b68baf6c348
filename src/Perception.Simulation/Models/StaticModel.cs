using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>A model without moving parts.</summary>
internal sealed class StaticModel : Model
{
    public StaticModel(ObjectClass objectClass, IReadOnlyList<Part> parts) : base(objectClass, parts) => Measure();
}
