namespace Perception.Geometry.Objects;

/// <summary>What objects of a picture are located with. Depth may be empty.</summary>
public readonly ref struct ObjectFrame
{
    /// <summary>Size of the image that the boxes are in; it shows the same view as the camera model.</summary>
    public required int ImageWidth { get; init; }

    public required int ImageHeight { get; init; }

    /// <summary>Metres along the optical axis in the camera model's size, or empty.</summary>
    public ReadOnlySpan<float> DepthMetres { get; init; }
}
