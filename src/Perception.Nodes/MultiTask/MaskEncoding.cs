namespace Perception.Nodes.MultiTask;

/// <summary>What the bytes of <c>~/out/mask</c> are.</summary>
public enum MaskEncoding
{
    /// <summary>A class for each pixel.</summary>
    Mono8,

    /// <summary>Runs, as Autoware publishes masks.</summary>
    Rle,
}
