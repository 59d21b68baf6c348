namespace Perception.Imaging;

/// <summary>How <see cref="CompressedDepth"/> packs its levels.</summary>
public enum DepthCompression
{
    None,

    /// <summary>Small, and slow to write.</summary>
    Png,

    /// <summary>Larger, and fast: <see cref="RvlCodec"/>.</summary>
    Rvl,
}
