using Perception.Decoding;

namespace Perception.Pipelines;

/// <summary>The outputs that become boxes.</summary>
internal abstract class DetectionHead
{
    /// <summary>How; another thread may change it, and the next frame follows.</summary>
    public abstract YoloxDecoderOptions Options { get; set; }

    /// <summary>Classes that are scored.</summary>
    public abstract int ClassCount { get; }

    /// <summary>In pixels of the picture, the most certain first; valid until the next call.</summary>
    /// <exception cref="BadTensorException">The network gave no numbers.</exception>
    public abstract ReadOnlySpan<Detection> Decode(InferenceSlot slot);
}
