using Perception.Decoding;

namespace Perception.Inference;

/// <summary>Depth along the optical axis, one number a pixel of a map that shows the whole input.</summary>
public sealed record DepthOutput : OutputSpec
{
    /// <inheritdoc/>
    public override OutputRole Role => OutputRole.Depth;

    /// <summary>How the numbers become metres.</summary>
    public DepthSpec Depth { get; init; } = new();

    /// <summary>
    /// Focal length, in pixels of the network's input, of the camera whose metres these are; those of another camera
    /// are as many times more as its focal length is. Null where the metres are those of every camera.
    /// </summary>
    public float? FocalPixels { get; init; }
}
