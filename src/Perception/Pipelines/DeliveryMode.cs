namespace Perception.Pipelines;

/// <summary>What becomes of an item for which there is no room.</summary>
public enum DeliveryMode
{
    /// <summary>One waits; a newer one replaces it.</summary>
    Latest,

    /// <summary>Several wait; the oldest gives way.</summary>
    Queue,

    /// <summary>Several wait; who brings another waits too.</summary>
    Block,
}
