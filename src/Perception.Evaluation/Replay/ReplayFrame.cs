using Perception.Evaluation.Datasets;
using Perception.Pipelines;

namespace Perception.Evaluation.Replay;

/// <summary>A frame on its way through the stages.</summary>
internal sealed class ReplayFrame : IDisposable
{
    /// <summary>Null for the end of the frames.</summary>
    public LabelledFrame? Frame { get; init; }

    /// <summary>Null where the picture could not be used.</summary>
    public InferenceSlot? Slot { get; init; }

    /// <summary>Why the picture could not be used.</summary>
    public string? Problem { get; init; }

    /// <summary>Milliseconds that reading and preparing took.</summary>
    public double PrepareMs { get; init; }

    public double InferMs { get; set; }

    // Slots belong to their pool, which outlives the frames.
    void IDisposable.Dispose()
    {
    }
}
