namespace Perception.Nodes.MultiTask;

/// <summary>Size of published maps.</summary>
public enum MapSize
{
    /// <summary>As the network gives them, without the letterbox.</summary>
    Native,

    /// <summary>That of the image.</summary>
    Camera,
}
