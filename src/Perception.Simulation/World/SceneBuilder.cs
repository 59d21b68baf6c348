using Perception.Simulation.Models;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Roads;
using Perception.Simulation.Truth;

namespace Perception.Simulation.World;

/// <summary>Makes a scene and its traffic from a seed. Each part draws from a stream of its own.</summary>
internal static class SceneBuilder
{
    public static (Scene Scene, Traffic Traffic, LaneTraveller Ego) Build(ulong seed, Surroundings surroundings,
        Conditions conditions)
    {
        var random = new SeededRandom(seed);
        var side = random.Chance(0.7) ? 1 : -1;
        var roads =
            new RoadNetwork(new RoadPlanner(surroundings, side, random.Fork(1)).Plan(), RoadPlanner.Extent, reach: 14);
        var terrain = new Terrain(RoadPlanner.Extent, random.Fork(2)
            .Range(0.05, surroundings == Surroundings.City ? 0.5 : 1.1), random.Fork(3));
        var ground = new GroundMap(roads, surroundings, random.Fork(4));
        var scene = new Scene(terrain, roads, ground, Atmosphere.Of(conditions, random.Fork(5)), surroundings, side);
        Material[] earth = [new(MaterialKind.Ground, SemanticClass.Road, default)];
        foreach (var mesh in terrain.Meshes()) scene.Drawables.Add(new Drawable(mesh, earth, 0, castsShadow: false));
        new Sidewalks(scene, random.Fork(6)).Build();
        new Barriers(scene, random.Fork(9)).Build();
        var signals = new StreetSide(scene, random.Fork(10)).Build();
        new Roadside(scene, random.Fork(7)).Build();
        var traffic = new TrafficBuilder(scene, signals, random.Fork(8)).Build(out var ego);
        return (scene, traffic, ego);
    }
}
