namespace Perception.Simulation.Roads;

/// <summary>What a painted line divides.</summary>
internal enum LaneLineRole : byte
{
    /// <summary>Carriageway and shoulder.</summary>
    Edge,

    /// <summary>Lanes of one direction.</summary>
    Divider,

    /// <summary>The two directions.</summary>
    Centre,
}
