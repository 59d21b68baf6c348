namespace Perception.Simulation.Rendering;

/// <summary>Which procedural texture a surface has; coordinates are of the part's own frame, in metres.</summary>
internal enum MaterialKind : byte
{
    /// <summary>One colour.</summary>
    Plain,

    /// <summary>The map's ground: road, markings, terrain.</summary>
    Ground,

    /// <summary>Slabs with joints.</summary>
    Paving,

    /// <summary>Car body: paint, windows, lamps, grille and plates by where on the body a point is.</summary>
    CarBody,

    /// <summary>Bus body: bands of windows, doors, destination sign.</summary>
    BusBody,

    /// <summary>Truck cab or cargo box.</summary>
    TruckCab,
    CargoBox,
    Glass,
    Wheel,
    Cloth,
    Skin,
    Fur,
    Bark,
    Leaves,
    Facade,
    House,
    Roof,
    Concrete,
    Wood,
    SignFace,

    /// <summary>Shines by itself.</summary>
    Lamp,
}
