using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>Tensors and geometry of one frame between the steps of a detector.</summary>
public sealed class InferenceSlot : IDisposable
{
    internal InferenceSlot(TensorBuffers buffers) => Buffers = buffers;

    /// <summary>How the network's pixels relate to the image's.</summary>
    public LetterboxTransform Transform { get; internal set; }

    internal TensorBuffers Buffers { get; }

    /// <summary>Of the input, which only the letterbox writes to.</summary>
    internal LetterboxBorder Border { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Buffers.Dispose();
}
