using System.Runtime.CompilerServices;

namespace Perception.Simulation.Roads;

/// <summary>Room for the roads at one place, on the stack.</summary>
[InlineArray(6)]
internal struct RoadHits
{
    private RoadHit _first;
}
