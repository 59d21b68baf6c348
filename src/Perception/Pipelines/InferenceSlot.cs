using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>Tensors and geometry of one frame between the steps of a network.</summary>
public sealed class InferenceSlot : IDisposable
{
    private readonly IReadOnlyList<TensorSpec> _outputs;

    internal InferenceSlot(MultiTaskNetwork network)
    {
        (Network, _outputs) = (network, network.Backend.Outputs);
        Buffers = network.Backend.CreateBuffers();
    }

    /// <summary>What the tensors belong to.</summary>
    public MultiTaskNetwork Network { get; }

    /// <summary>How the network's pixels relate to the image's.</summary>
    public LetterboxTransform Transform { get; internal set; }

    internal TensorBuffers Buffers { get; }

    /// <summary>Of the input, which only the letterbox writes to.</summary>
    internal LetterboxBorder Border { get; } = new();

    internal unsafe ReadOnlySpan<float> Output(int index) =>
        new((void*)Buffers.Output(index), _outputs[index].ElementCount);

    /// <inheritdoc/>
    public void Dispose() => Buffers.Dispose();
}
