using Perception.Inference;
using Perception.Preprocessing;

namespace Perception.Pipelines;

/// <summary>
/// Tensors and geometry of one frame between the steps of a network: one element of an <see cref="InferenceBatch"/>.
/// </summary>
public sealed class InferenceSlot : IDisposable
{
    private readonly InferenceBatch _batch;
    private readonly int _element;
    private readonly IReadOnlyList<TensorSpec> _outputs;
    private readonly float[]?[] _floats;

    internal InferenceSlot(InferenceBatch batch, int element)
    {
        (_batch, _element, _outputs) = (batch, element, batch.Network.Outputs);
        _floats = [.. _outputs.Select(output =>
            output.ElementType == TensorDataType.Float32 || !Dequantizer.Reads(output)
                ? null : new float[output.ElementCount])];
    }

    /// <summary>What the tensors belong to.</summary>
    public MultiTaskNetwork Network => _batch.Network;

    /// <summary>The frames that are computed together with this one.</summary>
    public InferenceBatch Batch => _batch;

    /// <summary>How the network's pixels relate to the image's.</summary>
    public LetterboxTransform Transform { get; internal set; }

    /// <summary>Those of the whole batch.</summary>
    internal TensorBuffers Buffers => _batch.Buffers;

    /// <summary>Of the input, which only the letterbox writes to.</summary>
    internal LetterboxBorder Border { get; } = new();

    internal nint InputAddress => Buffers.Input(0) + (nint)_element * Network.Manifest.Input.ByteLength;

    internal TensorSpec Tensor(int index) => _outputs[index];

    internal nint OutputAddress(int index) => Buffers.Output(index) + (nint)_element * _outputs[index].ByteLength;

    /// <summary>An output in floats: where it lies, or made of the backend's integers.</summary>
    internal unsafe ReadOnlySpan<float> Output(int index)
    {
        if (_floats[index] is not { } floats)
        {
            return new((void*)OutputAddress(index), _outputs[index].ElementCount);
        }

        Dequantizer.Run(OutputAddress(index), _outputs[index], floats);
        return floats;
    }

    /// <summary>Ends the batch that it is an element of.</summary>
    public void Dispose() => _batch.Dispose();
}
