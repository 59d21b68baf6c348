namespace Perception.Geometry.Objects;

/// <summary>What a distance was found from.</summary>
[Flags]
public enum LocationSources
{
    None = 0,

    /// <summary>Depth inside the box.</summary>
    Depth = 1,

    /// <summary>Where the box's lower edge meets the ground.</summary>
    GroundContact = 2,

    /// <summary>The height of the box and that of the class.</summary>
    Size = 4,
}
