using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>Tensors and geometry of one frame between the steps of a network.</summary>
public sealed class InferenceSlot : IDisposable
{
    private readonly IReadOnlyList<TensorSpec> _outputs;
    private readonly float[]?[] _floats;

    internal InferenceSlot(MultiTaskNetwork network)
    {
        (Network, _outputs) = (network, network.Backend.Outputs);
        Buffers = network.Backend.CreateBuffers();
        _floats =
            [.. _outputs.Select(output => output.ElementType == TensorDataType.Float32 || !Dequantizer.Reads(output)
            ? null : new float[output.ElementCount])];
    }

    /// <summary>What the tensors belong to.</summary>
    public MultiTaskNetwork Network { get; }

    /// <summary>How the network's pixels relate to the image's.</summary>
    public LetterboxTransform Transform { get; internal set; }

    internal TensorBuffers Buffers { get; }

    /// <summary>Of the input, which only the letterbox writes to.</summary>
    internal LetterboxBorder Border { get; } = new();

    internal TensorSpec Tensor(int index) => _outputs[index];

    /// <summary>An output in floats: where it lies, or made of the backend's integers.</summary>
    internal unsafe ReadOnlySpan<float> Output(int index)
    {
        if (_floats[index] is not { } floats)
        {
            return new((void*)Buffers.Output(index), _outputs[index].ElementCount);
        }

        Dequantizer.Run(Buffers.Output(index), _outputs[index], floats);
        return floats;
    }

    /// <inheritdoc/>
    public void Dispose() => Buffers.Dispose();
}
