using Perception.Simulation.Numerics;
using Perception.Simulation.Roads;

namespace Perception.Simulation.World;

/// <summary>A map with all that stands and moves on it, at one moment.</summary>
internal sealed class Scene(Terrain terrain, RoadNetwork roads, GroundMap ground, Atmosphere air,
    Surroundings surroundings, int side)
{
    private readonly List<Actor> _actors = [];

    public Terrain Terrain { get; } = terrain;

    public RoadNetwork Roads { get; } = roads;

    public GroundMap Ground { get; } = ground;

    public Atmosphere Air { get; } = air;

    public Surroundings Surroundings { get; } = surroundings;

    /// <summary>1 where traffic keeps to the right, -1 where it keeps to the left.</summary>
    public int Side { get; } = side;

    /// <summary>Everything that can be seen, parts of objects included.</summary>
    public List<Drawable> Drawables { get; } = [];

    /// <summary>Objects; the number of the object at index i is i + 1.</summary>
    public IReadOnlyList<Actor> Actors => _actors;

    /// <summary>Lamps that stand along the roads, empty by day.</summary>
    public List<PointLight> StreetLamps { get; } = [];

    public Actor Add(Models.Model model)
    {
        var actor = new Actor(_actors.Count + 1, model);
        _actors.Add(actor);
        Drawables.AddRange(actor.Drawables);
        return actor;
    }

    /// <summary>A point on the surface.</summary>
    public Double3 OnGround(double x, double y) => new(x, y, Terrain.Height(x, y));

    /// <summary>A body that stands on the surface and leans with it.</summary>
    public Transform Standing(double x, double y, double heading, double length = 2.6, double width = 1.6)
    {
        var (pitch, roll) = Terrain.Tilt(x, y, heading, length, width);
        return Transform.At(OnGround(x, y), heading, pitch, roll);
    }
}
