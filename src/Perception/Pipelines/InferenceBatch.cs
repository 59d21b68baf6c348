using Perception.Inference;

namespace Perception.Pipelines;

/// <summary>Frames that a network computes together, in one set of tensors.</summary>
public sealed class InferenceBatch : IDisposable
{
    internal InferenceBatch(MultiTaskNetwork network)
    {
        Network = network;
        Buffers = network.Backend.CreateBuffers();
        Slots = [.. Enumerable.Range(0, network.BatchSize).Select(element => new InferenceSlot(this, element))];
    }

    /// <summary>What the tensors belong to.</summary>
    public MultiTaskNetwork Network { get; }

    /// <summary>As many as the network computes together; those that are not filled hold what was before.</summary>
    public IReadOnlyList<InferenceSlot> Slots { get; }

    internal TensorBuffers Buffers { get; }

    /// <inheritdoc/>
    public void Dispose() => Buffers.Dispose();
}
