using Perception.Preprocessing;

namespace Perception.Inference;

/// <summary>One of the heads of a LightNet: channels x, y, w, h, objectness and classes for each anchor.</summary>
public sealed record LightNetOutput : OutputSpec
{
    /// <inheritdoc/>
    public override OutputRole Role => OutputRole.LightNet;

    /// <summary>Whether all channels already went through the logistic function.</summary>
    public bool Activated { get; init; } = true;

    /// <summary>Channels in planes or side by side.</summary>
    public TensorLayout Layout { get; init; }

    /// <summary>Widths and heights in pixels of the network's input.</summary>
    public required IReadOnlyList<(float Width, float Height)> Anchors { get; init; }
}
